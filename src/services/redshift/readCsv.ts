/** The rows of a CSV text without a header. What is nothing at all is NULL, and two quotes are an empty text. */
export function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    const { value, end } = readValue(text, at);
    row.push(value);
    at = end;
    if (text[at] === ',') {
      at += 1;
      // A comma with nothing behind it has one more value after it.
      if (at < text.length) continue;
      row.push(null);
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

function readValue(text: string, at: number): { readonly value: string | null; readonly end: number } {
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && !',\r\n'.includes(text[end] ?? '')) end += 1;
    return { value: end === at ? null : text.slice(at, end), end };
  }
  let value = '';
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: value + text.slice(from), end: text.length };
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}
