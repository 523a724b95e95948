import type { Store } from '../../../state/store.ts';
import { invalidRequest } from '../athenaOperation.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const mostTags = 50;

/** The tags of workgroups and data catalogs, by ARN. */
export class TagStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(region: string, arn: string): readonly Tag[] {
    return this.#tags(region).get(arn) ?? [];
  }

  /** Adds to the tags that are there. @throws Fault InvalidRequestException for more than 50 */
  add(region: string, arn: string, tags: readonly Tag[]): void {
    if (tags.length === 0) return;
    const all = new Map([...this.get(region, arn), ...tags].map((tag) => [tag.Key, tag]));
    if (all.size > mostTags) throw invalidRequest(`A resource may have no more than ${mostTags} tags.`);
    this.#tags(region).put(arn, [...all.values()]);
  }

  remove(region: string, arn: string, keys: readonly string[]): void {
    const left = this.get(region, arn).filter(({ Key }) => !keys.includes(Key));
    this.#tags(region).put(arn, left);
  }

  /** To be called when the resource goes. */
  forget(region: string, arn: string): void {
    this.#tags(region).delete(arn);
  }

  #tags(region: string) {
    return this.#store.collection<readonly Tag[]>('athena.tags', region);
  }
}
