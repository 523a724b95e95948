import type { Store } from '../../../state/store.ts';
import type { FileGroup } from '../crawling/discovery/folders.ts';
import type { Crawl, Crawler } from './crawlerShapes.ts';

/** A place in a crawler's list of crawls, newest first: the token of ListCrawls. */
export interface CrawlToken {
  readonly started: number;
  readonly id: string;
}

/** So many crawls of a crawler are remembered. */
const mostCrawls = 1000;
const chunk = 200;

/** Crawlers, their crawls, and the folders that incremental crawls need not read again, on disk. */
export class CrawlerStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.sql.exec(`
      CREATE TABLE IF NOT EXISTS glue_crawl (
        region TEXT NOT NULL, crawler TEXT NOT NULL, id TEXT NOT NULL, started INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (region, crawler, id)
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS glue_crawl_started ON glue_crawl (region, crawler, started DESC, id DESC);
    `);
  }

  crawlers(region: string) {
    return this.#store.collection<Crawler>('glue.crawler', region);
  }

  /** All crawlers of all regions. */
  *everywhere(): Generator<{ readonly region: string; readonly crawler: Crawler }> {
    for (const region of this.#store.regionsOf('glue.crawler')) {
      for (const { value } of this.crawlers(region).all()) yield { region, crawler: value };
    }
  }

  transaction<T>(change: () => T): T {
    return this.#store.transaction(change);
  }

  /** With its crawls. */
  deleteCrawler(region: string, name: string): void {
    this.#store.transaction(() => {
      this.#store.sql.prepare('DELETE FROM glue_crawl WHERE region = ? AND crawler = ?').run(region, name);
      this.forgetFolders(region, name);
      this.crawlers(region).delete(name);
    });
  }

  crawl(region: string, crawler: string, id: string): Crawl | undefined {
    const row = this.#store.sql
      .prepare('SELECT body FROM glue_crawl WHERE region = ? AND crawler = ? AND id = ?')
      .get(region, crawler, id);
    return row ? (JSON.parse(String(row.body)) as Crawl) : undefined;
  }

  putCrawl(region: string, crawler: string, crawl: Crawl): void {
    this.#store.sql
      .prepare('INSERT OR REPLACE INTO glue_crawl (region, crawler, id, started, body) VALUES (?, ?, ?, ?, ?)')
      .run(region, crawler, crawl.CrawlId, crawl.StartTime, JSON.stringify(crawl));
    this.#store.sql
      .prepare(`DELETE FROM glue_crawl WHERE region = ? AND crawler = ? AND id IN (
        SELECT id FROM glue_crawl WHERE region = ? AND crawler = ? ORDER BY started DESC, id DESC LIMIT -1 OFFSET ?)`)
      .run(region, crawler, region, crawler, mostCrawls);
  }

  /** Newest first, those after a place. */
  *crawls(region: string, crawler: string, after?: CrawlToken): Generator<Crawl> {
    const statement = this.#store.sql.prepare(`
      SELECT id, started, body FROM glue_crawl
      WHERE region = ? AND crawler = ? AND (started < ? OR (started = ? AND id < ?))
      ORDER BY started DESC, id DESC LIMIT ?`);
    let { started, id }: CrawlToken = after ?? { started: Number.MAX_SAFE_INTEGER, id: '' };
    for (;;) {
      const rows = statement.all(region, crawler, started, started, id, chunk);
      for (const row of rows) yield JSON.parse(String(row.body)) as Crawl;
      const last = rows.at(-1);
      if (rows.length < chunk || !last) return;
      [started, id] = [Number(last.started), String(last.id)];
    }
  }

  /** What an earlier crawl found in a folder, by its URI. */
  folder(region: string, crawler: string, uri: string): readonly FileGroup[] | undefined {
    return this.#folders(region).get(folderId(crawler, uri));
  }

  putFolder(region: string, crawler: string, uri: string, groups: readonly FileGroup[]): void {
    this.#folders(region).put(folderId(crawler, uri), groups);
  }

  forgetFolders(region: string, crawler: string): void {
    const folders = this.#folders(region);
    for (const id of [...folders.all(folderId(crawler, ''))].map((each) => each.id)) folders.delete(id);
  }

  #folders(region: string) {
    return this.#store.collection<readonly FileGroup[]>('glue.crawled-folder', region);
  }
}

/** No name of a crawler holds a line end. */
function folderId(crawler: string, uri: string): string {
  return `${crawler}\n${uri}`;
}
