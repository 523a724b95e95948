/** A form as browsers and HTTP libraries send it, its file as a stream: https://www.rfc-editor.org/rfc/rfc7578 */
import { Fault } from '../../../server/fault.ts';

export interface Form {
  /** By lower-case name, as far as they stand before the file; S3 ignores what follows it. */
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  /** To be read to its end. @throws Fault when the form breaks off within it */
  readonly file: AsyncIterable<Buffer>;
}

/** S3's own limit for all that comes before the file. */
const mostBeforeFile = 20_000;

/** @throws Fault MalformedPOSTRequest, MaxPostPreDataLengthExceeded */
export async function readForm(source: AsyncIterable<Buffer>, contentType: string): Promise<Form> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  if (!boundary) throw malformed();
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const input = new Scanner(source);
  const fields = new Map<string, string>();
  await input.until(delimiter.subarray(2));
  for (;;) {
    const heading = (await input.until(Buffer.from('\r\n\r\n'))).toString('utf8');
    const name = parameter(heading, 'name');
    if (name === undefined) throw malformed();
    if (name.toLowerCase() === 'file') {
      const fileName = (parameter(heading, 'filename') ?? '').split(/[/\\]/).at(-1) ?? '';
      return { fields, fileName, file: input.pieces(delimiter) };
    }
    fields.set(name.toLowerCase(), (await input.until(delimiter)).toString('utf8'));
  }
}

/** Of `Content-Disposition: form-data; name="file"; filename*=utf-8''a%20b`. */
function parameter(heading: string, name: string): string | undefined {
  const extended = new RegExp(`;\\s*${name}\\*=utf-8''([^;\\s]*)`, 'i').exec(heading)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(heading);
  return match?.[1]?.replace(/\\(["\\])/g, '$1').replaceAll('%22', '"') ?? match?.[2];
}

class Scanner {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #read = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** What stands before a mark, which is skipped. */
  async until(mark: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.#rest.indexOf(mark);
      if (at >= 0) {
        const before = this.#rest.subarray(0, at);
        this.#rest = this.#rest.subarray(at + mark.length);
        this.#read += at + mark.length;
        if (this.#read > mostBeforeFile) throw tooLong();
        return before;
      }
      if (this.#read + this.#rest.length > mostBeforeFile) throw tooLong();
      if (!(await this.#more())) throw malformed();
    }
  }

  /** The bytes before a mark, as they come in; then the rest of the request is dropped. */
  async *pieces(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#rest.indexOf(mark);
      // The mark may have begun at the end of what is there.
      const sure = at >= 0 ? at : Math.max(0, this.#rest.length - mark.length + 1);
      if (sure > 0) yield this.#rest.subarray(0, sure);
      this.#rest = this.#rest.subarray(sure);
      if (at >= 0) break;
      if (!(await this.#more())) throw malformed();
    }
    while (!(await this.#source.next()).done);
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

function malformed(): Fault {
  return new Fault('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
}

function tooLong(): Fault {
  return new Fault(
    'MaxPostPreDataLengthExceededError',
    'Your POST request fields preceding the upload file were too large.',
  );
}
