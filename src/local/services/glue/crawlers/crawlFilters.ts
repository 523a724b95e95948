/** Filters of ListCrawls: https://docs.aws.amazon.com/glue/latest/webapi/API_CrawlsFilter.html */
import { z } from 'zod';
import type { Crawl } from './crawlerShapes.ts';

export const crawlFilter = z.object({
  FieldName: z.enum(['CRAWL_ID', 'STATE', 'START_TIME', 'END_TIME', 'DPU_HOUR']),
  FilterOperator: z.enum(['GT', 'GE', 'LT', 'LE', 'EQ', 'NE']),
  FieldValue: z.string(),
});

export type CrawlFilter = z.infer<typeof crawlFilter>;

/** Whether a crawl is what all filters ask for. */
export function matchesFilters(crawl: Crawl, filters: readonly CrawlFilter[]): boolean {
  return filters.every((filter) => matches(crawl, filter));
}

function matches(crawl: Crawl, { FieldName, FilterOperator, FieldValue }: CrawlFilter): boolean {
  switch (FieldName) {
    case 'CRAWL_ID':
      return compares(crawl.CrawlId, FieldValue, FilterOperator);
    case 'STATE':
      return compares(crawl.State, FieldValue, FilterOperator);
    case 'START_TIME':
      return compares(crawl.StartTime, momentOf(FieldValue), FilterOperator);
    case 'END_TIME':
      return crawl.EndTime !== undefined && compares(crawl.EndTime, momentOf(FieldValue), FilterOperator);
    case 'DPU_HOUR':
      return compares(0, Number(FieldValue), FilterOperator);
  }
}

/** Times come as epoch milliseconds or as ISO 8601. */
function momentOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}

function compares<T extends string | number>(value: T, other: T, operator: CrawlFilter['FilterOperator']): boolean {
  switch (operator) {
    case 'GT':
      return value > other;
    case 'GE':
      return value >= other;
    case 'LT':
      return value < other;
    case 'LE':
      return value <= other;
    case 'EQ':
      return value === other;
    case 'NE':
      return value !== other;
  }
}
