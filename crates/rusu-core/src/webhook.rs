//! Where an enterprise wants to be told what became of its deliveries, and which addresses of the network
//! the platform may speak to for that.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;

use crate::enterprise::EnterpriseId;
use crate::limits::WEBHOOK_URL_CHARACTERS_MAX;
use crate::submission::SubmissionId;

/// An address to which receipts are posted.
///
/// Shape: `https://`, a name with a dot or a public address, perhaps a port, a path, a query. No user, no
/// fragment, ASCII only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookUrl(String);

/// Why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookUrlError {
    /// Another scheme than `https`, or none.
    #[error("address does not begin with https://")]
    Scheme,
    /// Too long, or characters that no address has.
    #[error(
        "address is longer than {WEBHOOK_URL_CHARACTERS_MAX} characters or holds others than visible ASCII"
    )]
    Form,
    /// A host that is no name in the public network, or no public address.
    #[error("host of the address is not public")]
    Host,
}

impl WebhookUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// [`WebhookUrlError`].
    pub fn parse(text: &str) -> Result<Self, WebhookUrlError> {
        let rest = text.strip_prefix("https://").ok_or(WebhookUrlError::Scheme)?;
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.len() > WEBHOOK_URL_CHARACTERS_MAX || !is_visible || rest.contains(['#', '\\', '"']) {
            return Err(WebhookUrlError::Form);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (host, port) = split_port(authority).ok_or(WebhookUrlError::Host)?;
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if !is_port || !is_public_host(host) {
            return Err(WebhookUrlError::Host);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    if authority.starts_with('[') {
        let (host, rest) = authority.split_once(']')?;
        return match rest.strip_prefix(':') {
            Some(port) => Some((host, Some(port))),
            None => rest.is_empty().then_some((host, None)),
        };
    }
    match authority.split_once(':') {
        Some((host, port)) => Some((host, Some(port))),
        None => Some((authority, None)),
    }
}

/// A name with letters at its end, or an address as it is usually written: `127.1` and `0x7f000001` mean
/// an address to some programs and are neither.
fn is_public_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.parse::<Ipv6Addr>().is_ok_and(|address| is_public(address.into()));
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return is_public(address.into());
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = host.rsplit_once('.').map(|(_, last)| last);
    let is_top =
        last.is_some_and(|last| last.bytes().all(|b| b.is_ascii_alphabetic()) || last.starts_with("xn--"));
    is_top && host.len() <= 253 && host.split('.').all(is_label)
}

/// Whether an address of the network is one that anybody may reach: not of this machine, not of a
/// network behind it, not of the documentation, not one that stands for another.
///
/// Source: the IANA registries of special-purpose addresses (RFC 6890).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        // Shared by providers, protocol assignments, 6to4 relays, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !is_special
}

/// Only what is given out to the world, 2000::/3, and of that nothing that carries another address in it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_global = first & 0xe000 == 0x2000;
    // Teredo, ORCHID and benchmarks; documentation; 6to4.
    let is_special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        || (first == 0x3fff && second < 0x1000)
        || first == 0x2002;
    is_global && !is_special
}

/// Where an enterprise wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Where.
    pub url: WebhookUrl,
    /// Since when.
    pub created_at: Timestamp,
}

/// Something that an enterprise is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its number; never given twice.
    pub id: u64,
    /// Whom.
    pub enterprise: EnterpriseId,
    /// What ended.
    pub submission: SubmissionId,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is to be tried next.
    pub due_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_https_address_with_a_public_host_is_accepted() {
        for text in [
            "https://hooks.example.com",
            "https://hooks.example.com:8443/receipts?from=rusu",
            "https://xn--fiqs8s.xn--fiqs8s/",
            "https://8.8.8.8/x",
            "https://[2606:4700::1111]:443/x",
        ] {
            assert_eq!(WebhookUrl::parse(text).map(|url| url.as_str().to_owned()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn another_scheme_is_refused() {
        for text in [
            "http://a.example.com",
            "HTTPS://a.example.com",
            "ftp://a.b",
            "file:///etc/passwd",
            "a.example.com",
            "",
        ] {
            assert_eq!(WebhookUrl::parse(text), Err(WebhookUrlError::Scheme), "{text}");
        }
    }

    #[test]
    fn a_host_that_is_not_public_is_refused_however_it_is_written() {
        for host in [
            "",
            "localhost",
            "registry",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[fd00::1]",
            "[fe80::1]",
            "[::]",
            "[2002:7f00:1::]",
            "user@example.com",
            "user:word@example.com",
            "a..com",
            "a.com.",
            "a_b.com",
            "a.com:0",
            "a.com:99999",
            "a.com:x",
            "[::1",
            "exa%6dple.com",
        ] {
            assert_eq!(WebhookUrl::parse(&format!("https://{host}/x")), Err(WebhookUrlError::Host), "{host}");
        }
    }

    #[test]
    fn an_address_is_accepted_at_the_limit_and_refused_beyond_or_with_strange_characters() {
        let long = |length: usize| format!("https://a.com/{}", "x".repeat(length - 14));
        assert!(WebhookUrl::parse(&long(WEBHOOK_URL_CHARACTERS_MAX)).is_ok());
        for text in [
            long(WEBHOOK_URL_CHARACTERS_MAX + 1),
            "https://a.com/ b".to_owned(),
            "https://a.com/\n".to_owned(),
            "https://a.com/#f".to_owned(),
            "https://a.com\\@b.com/".to_owned(),
            "https://例子.com/".to_owned(),
        ] {
            assert_eq!(WebhookUrl::parse(&text), Err(WebhookUrlError::Form), "{text}");
        }
    }

    #[test]
    fn the_first_and_last_address_of_every_special_network_is_not_public_and_its_neighbours_are() {
        let v4 = [
            ("0.0.0.0", "0.255.255.255"),
            ("10.0.0.0", "10.255.255.255"),
            ("100.64.0.0", "100.127.255.255"),
            ("127.0.0.0", "127.255.255.255"),
            ("169.254.0.0", "169.254.255.255"),
            ("172.16.0.0", "172.31.255.255"),
            ("192.0.0.0", "192.0.0.255"),
            ("192.0.2.0", "192.0.2.255"),
            ("192.168.0.0", "192.168.255.255"),
            ("198.18.0.0", "198.19.255.255"),
            ("198.51.100.0", "198.51.100.255"),
            ("203.0.113.0", "203.0.113.255"),
            ("224.0.0.0", "255.255.255.255"),
        ];
        let v6 = [
            ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ];
        for (first, last) in v4.into_iter().chain(v6) {
            for address in [first, last] {
                assert!(!is_public(address.parse().unwrap()), "{address}");
            }
        }
        for address in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2000::1",
            "2001:200::1",
            "2003::1",
            "2606:4700::1111",
            "3ffe::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
