/** True when the address is this place or a part of it. */
export function isAt(place: string, address: string): boolean {
  return address === place || (place !== "/" && address.startsWith(`${place}/`));
}
