//! Where a request comes from, as limits count it: an IPv4 address, or the /64 network of an IPv6 address, for everybody
//! who has one address of such a network has all of them.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use poem::Request;

use crate::app::App;

/// The client's network; a proxy's word is taken only where the operator trusts it.
pub(crate) fn client_network(app: &App, request: &Request) -> String {
    let forwarded = request.header("x-forwarded-for").and_then(|list| list.rsplit(',').next()).map(str::trim);
    match (app.settings.trust_proxy, forwarded, request.remote_addr().as_socket_addr()) {
        (true, Some(text), _) if !text.is_empty() => match address(text) {
            Some(address) => network(address),
            None => text.chars().take(64).collect(),
        },
        (_, _, Some(address)) => network(address.ip()),
        _ => "unknown".to_owned(),
    }
}

/// True when a request comes straight from this machine: through no proxy that says so, and over no network.
pub(crate) fn is_local(request: &Request) -> bool {
    let proxied = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|h| request.header(h).is_some());
    let peer = request.remote_addr().as_socket_addr().map(|peer| peer.ip().to_canonical());
    !proxied && peer.is_none_or(|peer| peer.is_loopback())
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_one_client_however_it_is_written() {
        let of = |text: &str| address(text).map(network);
        for text in
            ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "[2001:db8:1:2::9]", "[2001:db8:1:2::9]:443"]
        {
            assert_eq!(of(text).as_deref(), Some("2001:db8:1:2::/64"), "{text}");
        }
        assert_eq!(of("2001:db8:1:3::1").as_deref(), Some("2001:db8:1:3::/64"));
        for text in ["192.0.2.7", "::ffff:192.0.2.7", "192.0.2.7:5123"] {
            assert_eq!(of(text).as_deref(), Some("192.0.2.7"), "{text}");
        }
        assert_eq!(of("example.org"), None);
    }
}
