/** Which item of a list a key leads to; undefined for a key that leads nowhere. */
export function itemFor(key: string, at: number, count: number): number | undefined {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to < 0 || to >= count ? undefined : to;
}

/** For the list around items of which only one takes Tab: the arrow keys, Home and End lead to the others. */
export function moveFocus(event: KeyboardEvent): void {
  const items = [...(event.currentTarget as Element).querySelectorAll('button')];
  const to = itemFor(event.key, items.indexOf(event.target as HTMLButtonElement), items.length);
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}
