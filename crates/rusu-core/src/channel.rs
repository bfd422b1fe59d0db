//! Front doors (`data/channels.csv`): through which of them a question came.
//!
//! Owns: the list of front doors and their names. Invariant: whatever a stranger writes as a channel
//! becomes one of these few, so that labels and counters stay bounded.

use std::sync::LazyLock;

use crate::product::words;
use crate::texts::Lang;

const SOURCE: &str = include_str!("../../../data/channels.csv");

/// How a front door leads to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// The platform's own pages.
    Web,
    /// One of the platform's mini-programs.
    MiniProgram,
    /// A page of somebody else's that embeds or links the query.
    WebEmbed,
    /// Another mini-program that jumps to ours.
    MiniProgramJump,
    /// A link in an app or an account.
    H5Link,
    /// A shop.
    Commerce,
}

words!(ChannelKind, ChannelKind::Web => "web", ChannelKind::MiniProgram => "mini_program",
    ChannelKind::WebEmbed => "web_embed", ChannelKind::MiniProgramJump => "mini_program_jump",
    ChannelKind::H5Link => "h5_link", ChannelKind::Commerce => "commerce");

/// One front door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontDoor {
    /// Its stable word, as `from=` and `channel` name it.
    pub id: &'static str,
    /// Its Chinese name.
    pub name_zh: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// How it leads here.
    pub kind: ChannelKind,
    /// How people get there, in words.
    pub how: &'static str,
}

impl FrontDoor {
    /// Its name.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.name_zh,
            Lang::En => self.name_en,
        }
    }
}

static DOORS: LazyLock<Vec<FrontDoor>> = LazyLock::new(|| SOURCE.lines().skip(1).filter_map(door).collect());

fn door(line: &'static str) -> Option<FrontDoor> {
    let mut fields = line.splitn(5, ',');
    Some(FrontDoor {
        id: fields.next()?,
        name_zh: fields.next()?,
        name_en: fields.next()?,
        kind: ChannelKind::from_word(fields.next()?)?,
        how: fields.next()?,
    })
}

/// Every front door, in the order of the file.
#[must_use]
pub fn front_doors() -> &'static [FrontDoor] {
    &DOORS
}

/// Through what a question came: a front door, a program that names none, or an unknown name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Channel(&'static str);

impl Channel {
    /// The platform's own pages: a page's question that names no front door.
    pub const PORTAL: Self = Self("portal");
    /// A program's question that names no front door.
    pub const API: Self = Self("api");
    /// A name that is nobody's.
    pub const OTHER: Self = Self("other");

    /// The channel of a name; an unknown one is [`Channel::OTHER`].
    #[must_use]
    pub fn named(name: &str) -> Self {
        let known = [Self::API.0].into_iter().chain(front_doors().iter().map(|door| door.id));
        known.into_iter().find(|id| *id == name).map_or(Self::OTHER, Self)
    }

    /// The channel of a name, or of its absence.
    #[must_use]
    pub fn named_or(name: Option<&str>, absent: Self) -> Self {
        name.map(str::trim).filter(|name| !name.is_empty()).map_or(absent, Self::named)
    }

    /// Its stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The front door, unless it is a program's or an unknown one.
    #[must_use]
    pub fn front_door(self) -> Option<&'static FrontDoor> {
        front_doors().iter().find(|door| door.id == self.0)
    }
}

impl Default for Channel {
    fn default() -> Self {
        Self::PORTAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_front_door() {
        let lines = SOURCE.lines().skip(1).filter(|line| !line.trim().is_empty()).count();
        assert_eq!((front_doors().len(), lines), (9, 9));
    }

    #[test]
    fn every_front_door_is_found_by_its_word() {
        for door in front_doors() {
            assert_eq!(Channel::named(door.id).front_door(), Some(door), "{}", door.id);
        }
    }

    #[test]
    fn a_strange_name_is_another_channel() {
        assert_eq!(Channel::named("<script>"), Channel::OTHER);
        assert_eq!(Channel::named("Portal"), Channel::OTHER);
    }

    #[test]
    fn an_absent_or_blank_name_is_what_the_caller_says() {
        assert_eq!(Channel::named_or(None, Channel::API), Channel::API);
        assert_eq!(Channel::named_or(Some("  "), Channel::PORTAL), Channel::PORTAL);
        assert_eq!(Channel::named_or(Some("jd"), Channel::PORTAL).as_str(), "jd");
    }
}
