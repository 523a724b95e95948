/** What a crawl has changed in the catalog. */
export interface CrawlSummary {
  readonly tables: Changes;
  /** As `table [value, value]`. */
  readonly partitions: Changes;
}

export interface Changes {
  readonly added: string[];
  readonly updated: string[];
  readonly deleted: string[];
}

export function emptySummary(): CrawlSummary {
  return {
    tables: { added: [], updated: [], deleted: [] },
    partitions: { added: [], updated: [], deleted: [] },
  };
}

const mostNames = 100;

/** As CrawlerHistory.Summary tells it: JSON by kind and change, with the first names of each. */
export function summaryText(summary: CrawlSummary): string {
  const changes = ({ added, updated, deleted }: Changes) =>
    Object.fromEntries(
      [['ADD', added] as const, ['UPDATE', updated] as const, ['DELETE', deleted] as const]
        .filter(([, names]) => names.length > 0)
        .map(([change, names]) => [change, { Count: names.length, Details: { names: names.slice(0, mostNames) } }]),
    );
  const kinds = { TABLE: changes(summary.tables), PARTITION: changes(summary.partitions) };
  return JSON.stringify(Object.fromEntries(Object.entries(kinds).filter(([, kind]) => Object.keys(kind).length > 0)));
}
