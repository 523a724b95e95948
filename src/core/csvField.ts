/** A field as RFC 4180 has it: quoted where it must be. NULL is an empty field, the empty text is quoted: both survive. */
export function csvField(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
