//! What the portal's lists share: addresses with parameters, and the way to the next page.

use rusu_core::portal::PageNumber;

use super::frame::Frame;
use crate::wire::percent_encoded;

/// The links below a list that has several pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    /// Which page this is, in words.
    pub label: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Paging {
    /// The links around a page of a list; `None` where everything stands on one page.
    pub fn new(
        frame: &Frame,
        path: &str,
        parameters: &[(&str, &str)],
        page: PageNumber,
        more: bool,
    ) -> Option<Self> {
        let number = page.get();
        if number == 1 && !more {
            return None;
        }
        let at = |number: usize| {
            let number = number.to_string();
            let page = [("page", number.as_str())];
            let shown = if number == "1" { &[][..] } else { &page[..] };
            address(frame, path, &[parameters, shown].concat())
        };
        // The last page that can be asked for has none behind it.
        let next = PageNumber::new(number + 1).get();
        Some(Self {
            label: frame.t1("list-page", "page", &number.to_string()),
            previous: (number > 1).then(|| at(number - 1)),
            next: (more && next > number).then(|| at(next)),
        })
    }
}

/// An address in the page's language that keeps the front door; parameters without a value are left out.
pub(super) fn address(frame: &Frame, path: &str, parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> =
        given.map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
    let query = query.join("&");
    frame.onward(&if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

/// The page that an address asks for; what cannot be read means the first.
pub(super) fn page_number(text: &str) -> PageNumber {
    text.trim().parse().map_or(PageNumber::FIRST, PageNumber::new)
}

/// At most so many characters of what was typed into a search field.
pub(super) fn cut(text: &str, characters_max: usize) -> String {
    text.trim().chars().take(characters_max).collect::<String>().trim_end().to_owned()
}

/// A count as an argument of a text.
pub(super) fn counted(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use rusu_core::limits::PAGES_MAX;
    use rusu_core::texts::Lang;

    use super::super::frame::Asked;
    use super::*;

    fn frame(lang: Lang) -> Frame {
        let asked = Asked { lang, path: "/sampling".to_owned(), ..Asked::default() };
        Frame::new(&asked, "sampling-title", false)
    }

    #[test]
    fn a_list_on_one_page_has_no_links() {
        assert_eq!(Paging::new(&frame(Lang::Zh), "/sampling", &[], PageNumber::FIRST, false), None);
    }

    #[test]
    fn the_first_page_leads_on_and_not_back() {
        let paging = Paging::new(&frame(Lang::En), "/sampling", &[("q", "a b")], PageNumber::FIRST, true);
        let paging = paging.unwrap();
        assert_eq!((paging.previous, paging.label.as_str()), (None, "Page 1"));
        assert_eq!(paging.next.as_deref(), Some("/en/sampling?q=a%20b&page=2"));
    }

    #[test]
    fn the_second_page_leads_back_to_the_plain_address() {
        let paging = Paging::new(&frame(Lang::Zh), "/news", &[("kind", "")], PageNumber::new(2), false);
        let paging = paging.unwrap();
        assert_eq!((paging.previous.as_deref(), paging.next), (Some("/news"), None));
    }

    #[test]
    fn the_last_page_that_can_be_asked_for_leads_no_further() {
        let last = Paging::new(&frame(Lang::Zh), "/news", &[], PageNumber::new(PAGES_MAX), true).unwrap();
        assert_eq!(last.next, None);
    }

    #[test]
    fn a_page_that_cannot_be_read_is_the_first() {
        for text in ["", "0", "-1", "two", "99999999999999999999999"] {
            assert_eq!(page_number(text), PageNumber::FIRST, "{text}");
        }
        assert_eq!(page_number(" 7 ").get(), 7);
    }

    #[test]
    fn a_search_text_is_cut_at_its_limit() {
        assert_eq!(cut(" 一二三 四", 3), "一二三");
        assert_eq!(cut("一二 三", 3), "一二");
    }
}
