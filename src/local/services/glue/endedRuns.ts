/** A run of a job or a crawl that has ended for good: what is tried again has not. */
export interface EndedRun {
  readonly kind: 'job' | 'crawler';
  readonly region: string;
  /** Of the job or crawler. */
  readonly name: string;
  /** As JobRunState and LastCrawl.Status have it. */
  readonly state: string;
  /** The trigger that started it. */
  readonly trigger?: string | undefined;
}

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
