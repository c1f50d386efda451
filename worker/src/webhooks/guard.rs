//! Where a webhook may go: anybody can enter a URL, and this process stands inside a private network. The name is
//! resolved here, every address it stands for is looked at, and the connection goes to these addresses and no others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use url::{Host, Url};

/// Why nothing is sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It must not go there.
    Forbidden(String),
    /// The name stands for no address now.
    Unreachable(String),
}

/// Says of an address whether it may be sent to.
pub(super) type Allowed = dyn Fn(SocketAddr) -> bool + Send + Sync;

/// Public addresses, and private ones where the operator lets webhooks go there.
pub(super) fn allowed(private: bool) -> impl Fn(SocketAddr) -> bool + Send + Sync {
    move |address| private || is_public(address.ip())
}

/// A client that connects to the host of `url` and nowhere else.
pub(super) async fn client_for(url: &Url, allowed: &Allowed) -> Result<Client, Refused> {
    if !matches!(url.scheme(), "https" | "http") || !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Forbidden("only http:// and https:// URLs without a user are sent to".to_owned()));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let (name, addresses) = match url.host() {
        None => return Err(Refused::Forbidden("the URL has no host".to_owned())),
        Some(Host::Ipv4(ip)) => (ip.to_string(), vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Ipv6(ip)) => (ip.to_string(), vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Domain(name)) => {
            let found = tokio::net::lookup_host((name, port)).await;
            (name.to_owned(), found.map_err(|error| Refused::Unreachable(error.to_string()))?.collect())
        }
    };
    if addresses.is_empty() {
        return Err(Refused::Unreachable(format!("{name} stands for no address")));
    }
    if let Some(bad) = addresses.iter().find(|address| !allowed(**address)) {
        let ip = bad.ip();
        return Err(Refused::Forbidden(format!(
            "{name} is {ip}, an address of a private network, which is not sent to"
        )));
    }
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .resolve_to_addrs(&name, &addresses)
        .build()
        .map_err(|error| Refused::Unreachable(error.to_string()))
}

/// True for addresses of the public internet.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b); // RFC 6598
    let special = a == 0 || a >= 240 || (a == 192 && b == 0 && c == 0) || (a == 198 && (b == 18 || b == 19));
    let private = ip.is_private() || ip.is_loopback() || ip.is_link_local();
    !(private || shared || special || ip.is_multicast() || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = ip.segments();
    // 2000::/3 is all there is of the public internet. In it: an IPv4 address inside (6to4, Teredo), documentation.
    let wrapped = first == 0x2002 || (first == 0x2001 && second == 0);
    let documentation = first == 0x2001 && second == 0x0db8;
    first & 0xe000 == 0x2000 && !wrapped && !documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        let private = "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 0.0.0.0 \
            100.64.0.1 198.18.0.1 192.0.0.8 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fc00::1 fd12::1 ff02::1 \
            ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1:: 2001:db8::1 2001::1";
        for address in private.split_whitespace() {
            assert!(!is_public(address.parse().expect("an address")), "{address}");
        }
        for address in "8.8.8.8 172.32.0.1 100.128.0.1 192.0.1.1 2606:4700::1111 ::ffff:8.8.8.8".split(' ') {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
    }

    #[tokio::test]
    async fn names_and_numbers_of_this_machine_are_refused_unless_allowed() {
        // A host may be written in many ways; the URL parser knows them all.
        for url in
            ["http://localhost:9/", "https://127.0.0.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/"]
        {
            let url = Url::parse(url).expect("a URL");
            assert!(matches!(client_for(&url, &allowed(false)).await, Err(Refused::Forbidden(_))), "{url}");
            assert!(client_for(&url, &allowed(true)).await.is_ok(), "{url}");
        }
        for url in ["ftp://example.org/", "http://user:secret@8.8.8.8/"] {
            let url = Url::parse(url).expect("a URL");
            assert!(matches!(client_for(&url, &allowed(true)).await, Err(Refused::Forbidden(_))), "{url}");
        }
    }
}
