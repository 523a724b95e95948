import type { Kernel } from '../../../kernel.ts';
import { RunLog } from '../../../runLog.ts';
import type { CrawlLog } from '../crawling/writing/writeCtx.ts';

export const crawlerLogGroup = '/aws-glue/crawlers';

/** What a crawl says, with its id before each line as Glue has it, in the one stream of its crawler. */
export class CrawlLogStream implements CrawlLog, AsyncDisposable {
  readonly #log: RunLog;
  readonly #prefix: string;

  constructor(kernel: Kernel, region: string, crawler: string, crawlId: string) {
    this.#log = new RunLog(kernel, { region, group: crawlerLogGroup, stream: streamName(crawler) });
    this.#prefix = `[${crawlId}]`;
  }

  benchmark(text: string): void {
    this.#log.line(`${this.#prefix} BENCHMARK : ${text}`);
  }

  info(text: string): void {
    this.#log.line(`${this.#prefix} INFO : ${text}`);
  }

  warn(text: string): void {
    this.#log.line(`${this.#prefix} WARN : ${text}`);
  }

  error(text: string): void {
    this.#log.line(`${this.#prefix} ERROR : ${text}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]();
  }
}

/** The crawler's name without what no name of a stream may hold. */
export function streamName(crawler: string): string {
  return crawler.replace(/[:*]/g, '_');
}
