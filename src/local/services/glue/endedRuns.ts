/** A run of a job or a crawl that has ended, for the triggers that wait for it. */
export type EndedRun =
  | { readonly kind: 'job'; readonly region: string; readonly name: string; readonly state: string }
  | { readonly kind: 'crawler'; readonly region: string; readonly name: string; readonly state: string };

/** Tells the triggers what has ended; they begin to listen when all is built. */
export class EndedRuns {
  #listener: ((ended: EndedRun) => void) | undefined;

  listen(listener: (ended: EndedRun) => void): void {
    this.#listener = listener;
  }

  announce(ended: EndedRun): void {
    this.#listener?.(ended);
  }
}
