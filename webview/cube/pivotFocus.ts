/** A cell that has the focus; row -1 is the row of heads, column -1 that of labels. */
export interface FocusPlace {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads in a grid of so many rows and columns; undefined for a key that leads nowhere. */
export function moveFocus(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { row, column }: FocusPlace,
  size: { readonly rows: number; readonly columns: number; readonly page: number },
): FocusPlace | undefined {
  const far = event.ctrlKey || event.metaKey;
  const to = {
    ArrowDown: { row: row + 1, column },
    ArrowUp: { row: row - 1, column },
    ArrowRight: { row, column: column + 1 },
    ArrowLeft: { row, column: column - 1 },
    PageDown: { row: row + size.page, column },
    PageUp: { row: Math.max(row - size.page, Math.min(row, 0)), column },
    Home: { row: far ? 0 : row, column: -1 },
    End: { row: far ? size.rows - 1 : row, column: size.columns - 1 },
  }[event.key];
  if (!to) return undefined;
  const clamped = {
    row: Math.min(Math.max(to.row, -1), size.rows - 1),
    column: Math.min(Math.max(to.column, -1), size.columns - 1),
  };
  return clamped.row === row && clamped.column === column ? undefined : clamped;
}
