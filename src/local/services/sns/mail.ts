/** Mails as RFC 5322 writes them. Nothing that a publisher says can add a header or an address. */

export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly date: Date;
  readonly messageId: string;
  /** Own headers, name → value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const maxLine = 998;

export function writeMail(mail: Mail): string {
  const text = mail.text.replace(/\r\n|\r|\n/g, '\r\n');
  // Readable as it is wherever the standard allows it.
  const plain = text.split('\r\n').every((line) => Buffer.byteLength(line) <= maxLine) && !text.includes('\0');
  const headers: [string, string][] = [
    ['From', `${phrase(mail.from.name)} <${clean(mail.from.address)}>`],
    ['To', clean(mail.to)],
    ['Subject', encodeHeader(mail.subject)],
    ['Date', mail.date.toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${clean(mail.messageId)}>`],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=UTF-8'],
    ['Content-Transfer-Encoding', plain ? '8bit' : 'base64'],
    ...Object.entries(mail.headers).map(([name, value]): [string, string] => [name, encodeHeader(value)]),
  ];
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${head}\r\n${plain ? text : base64Lines(text)}\r\n`;
}

function base64Lines(text: string): string {
  return (
    Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
}

/** Without line breaks and other control characters. */
function clean(value: string): string {
  return value.replace(/\p{Cc}+/gu, ' ').trim();
}

const isPlain = (value: string) => /^[\x20-\x7e]*$/.test(value) && !value.includes('=?') && value.length <= 900;

function phrase(name: string): string {
  const text = clean(name);
  if (!isPlain(text)) return encodeHeader(text);
  return /^[\w .-]+$/.test(text) ? text : `"${text.replace(/(["\\])/g, '\\$1')}"`;
}

/** A value of free text; what is not ASCII becomes encoded words (RFC 2047), each of whole characters. */
export function encodeHeader(value: string): string {
  const text = clean(value);
  if (isPlain(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const char of text) {
    if (Buffer.byteLength(word + char) > 45) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  words.push(word);
  return words.map((each) => `=?UTF-8?B?${Buffer.from(each, 'utf8').toString('base64')}?=`).join('\r\n ');
}
