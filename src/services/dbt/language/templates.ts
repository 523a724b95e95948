/** Where the templates of a text begin and end, as Jinja reads them. */

const closes: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' };
const brackets: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/**
 * The offset behind the template that begins at an offset; undefined when none begins there. One that is never closed
 * ends with the text. Texts in quotes and brackets inside are passed over: `{{ config(hook="{{ target.schema }}") }}` is
 * one template. https://jinja.palletsprojects.com/en/stable/templates/#expressions
 */
export function templateEnd(text: string, at: number): number | undefined {
  const opening = text.slice(at, at + 2);
  const close = closes[opening];
  if (close === undefined) return undefined;
  if (opening === '{#') {
    const end = text.indexOf(close, at + 2);
    return end < 0 ? text.length : end + close.length;
  }
  const awaited: string[] = [];
  for (let i = at + 2; i < text.length; i++) {
    const character = text[i] ?? '';
    if (awaited.length === 0 && text.startsWith(close, i)) return i + close.length;
    if (character === awaited.at(-1)) awaited.pop();
    else if (brackets[character]) awaited.push(brackets[character]);
    else if (character === "'" || character === '"') i = quoteEnd(text, i) - 1;
  }
  return text.length;
}

/** Behind a text in quotes, in which a backslash takes the next character along. */
function quoteEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === text[at]) return i + 1;
  }
  return text.length;
}

/** Whether a place is inside of `{{ … }}` or `{% … %}`. */
export function inTemplate(text: string, offset: number): boolean {
  for (let at = 0; at < offset; ) {
    const end = templateEnd(text, at);
    // At the very end of a template that is still being written, one is inside.
    if (end !== undefined && (offset < end || !isClosed(text, at, end))) return offset > at + 1 && text[at + 1] !== '#';
    at = end ?? at + 1;
  }
  return false;
}

function isClosed(text: string, at: number, end: number): boolean {
  return text.slice(end - 2, end) === closes[text.slice(at, at + 2)];
}
