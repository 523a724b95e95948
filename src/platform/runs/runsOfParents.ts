import { type Page, pageOf } from '../../core/page.ts';
import type { Run } from '../../core/run.ts';

/**
 * The runs of a service that lists them only by what was run: a page here is one page of those parents (jobs, machines)
 * with the newest runs of each, newest first. They are asked for one after the other, as such calls are throttled early.
 * @param parents as the service gave them; its token leads to the next page of runs
 * @param limit most runs on the page
 */
export async function runsOfParents<Parent>(
  parents: Page<Parent>,
  limit: number,
  newestOf: (parent: Parent) => Promise<readonly Run[]>,
): Promise<Page<Run>> {
  const runs: Run[] = [];
  for (const parent of parents.items) runs.push(...(await newestOf(parent)));
  runs.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
  return pageOf(runs.slice(0, limit), parents.next);
}
