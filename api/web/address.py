"""Whose request it is, as far as an address tells: what limits count by."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

UNKNOWN = "unknown"

# A provider gives one customer at least this much (RFC 6177), and a customer uses as much of it as it likes.
_IPV6_PREFIX = 64


def address_of(connection: HTTPConnection) -> str:
    """Return what a request is counted by: an IPv4 address, the /64 of an IPv6 address, or `unknown`.

    Behind a trusted proxy it is the visitor's, which the server has read from the proxy's headers by then.
    """
    return network_of(connection.client.host) if connection.client else UNKNOWN


def network_of(host: str) -> str:
    """Return `192.0.2.1` for itself and for `::ffff:192.0.2.1`, `2001:db8::/64` for `2001:db8::1`.

    What is no address (a name, a socket's path) stands for itself.
    """
    try:
        address = ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return host or UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return str(address)
    return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
