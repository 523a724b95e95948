/** Turns bytes as they come into lines of text; what is no UTF-8 becomes U+FFFD. */
export class LineSplitter {
  readonly #most: number;
  /** Parts of the unfinished line, so that a line of megabytes is not copied with every chunk. */
  #parts: Buffer[] = [];
  #size = 0;

  /** @param most bytes of a line; a longer one is cut between characters */
  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that are complete with this chunk, without their ends. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      this.#add(chunk.subarray(from, at), lines);
      lines.push(this.#take());
      from = at + 1;
    }
    this.#add(chunk.subarray(from), lines);
    return lines;
  }

  /** The last line, when it had no end. */
  end(): string[] {
    return this.#size > 0 ? [this.#take()] : [];
  }

  #add(bytes: Buffer, lines: string[]): void {
    this.#parts.push(bytes);
    this.#size += bytes.length;
    while (this.#size > this.#most) {
      const all = Buffer.concat(this.#parts);
      const cut = cutBetweenCharacters(all, this.#most);
      this.#keep(all.subarray(cut));
      lines.push(all.toString('utf8', 0, cut));
    }
  }

  #take(): string {
    const all = Buffer.concat(this.#parts);
    const end = all.at(-1) === 13 ? all.length - 1 : all.length;
    const line = all.toString('utf8', 0, end);
    this.#keep(Buffer.alloc(0));
    return line;
  }

  #keep(rest: Buffer): void {
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
  }
}

/** The last place at or before `most` where no character of UTF-8 is torn apart. */
function cutBetweenCharacters(bytes: Buffer, most: number): number {
  for (let at = most; at > most - 4 && at > 0; at--) {
    // A byte 10xxxxxx continues a character.
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at;
  }
  return most;
}
