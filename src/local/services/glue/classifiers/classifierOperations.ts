/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-classifiers.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import type { Store } from '../../../state/store.ts';
import type { CsvClassifier } from '../crawling/formats/csvSchema.ts';
import type { CrawlLog } from '../crawling/writing/writeCtx.ts';
import { alreadyExists, glueOperation, invalidInput, notFound } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import {
  type Classifier,
  changedClassifier,
  classifierKinds,
  classifierName,
  newClassifier,
} from './classifierShapes.ts';

export class ClassifierStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  all(region: string) {
    return this.#store.collection<Classifier>('glue.classifier', region);
  }

  /** @throws Fault EntityNotFoundException */
  need(region: string, name: string): Classifier {
    const found = this.all(region).get(name);
    if (!found) throw notFound(`Classifier ${name} not found.`);
    return found;
  }

  /** Those that the local crawlers honour; of others it says in the log that they are passed over. */
  forCrawl(region: string, names: readonly string[], log: CrawlLog): CsvClassifier[] {
    return names.flatMap((name) => {
      const found = this.all(region).get(name);
      if (!found) {
        log.warn(`Classifier ${name} is passed over: there is none of this name any more.`);
      } else if (found.kind !== 'CsvClassifier') {
        log.warn(`Classifier ${name} is passed over: the local crawlers honour CSV classifiers, not ${found.kind}.`);
      } else {
        return [{ ...found.settings, Name: name } as CsvClassifier];
      }
      return [];
    });
  }
}

export function classifierOperations(classifiers: ClassifierStore): Operations {
  return {
    CreateClassifier: glueOperation(newClassifier, (input, call) => {
      const { kind, Name, settings } = onlyOne(input);
      const now = Date.now();
      const classifier: Classifier = { kind, Name, CreationTime: now, LastUpdated: now, Version: 1, settings };
      if (!classifiers.all(call.region).insert(Name, classifier)) {
        throw alreadyExists(`Classifier with name ${Name} already exists`);
      }
    }),

    UpdateClassifier: glueOperation(changedClassifier, (input, call) => {
      const { kind, Name, settings } = onlyOne(input);
      const old = classifiers.need(call.region, Name);
      if (old.kind !== kind) throw invalidInput(`Classifier ${Name} is a ${old.kind}, not a ${kind}.`);
      classifiers.all(call.region).put(Name, {
        ...old,
        LastUpdated: Date.now(),
        Version: old.Version + 1,
        settings: { ...old.settings, ...settings },
      });
    }),

    GetClassifier: glueOperation(z.object({ Name: classifierName }), (input, call) => ({
      Classifier: describe(classifiers.need(call.region, input.Name)),
    })),

    GetClassifiers: glueOperation(z.object(paging), (input, call) => {
      const from = readToken(input.NextToken) ?? '';
      const later = [...classifiers.all(call.region).all()].map(({ value }) => value).filter(({ Name }) => Name > from);
      const { items, ...next } = takePage(later, ({ Name }) => Name, pageSize(input, 1000));
      return { Classifiers: items.map(describe), ...next };
    }),

    DeleteClassifier: glueOperation(z.object({ Name: classifierName }), (input, call) => {
      classifiers.need(call.region, input.Name);
      classifiers.all(call.region).delete(input.Name);
    }),
  };
}

function onlyOne(input: z.infer<typeof changedClassifier>) {
  const [kind, ...more] = classifierKinds.filter((each) => input[each] !== undefined);
  if (!kind || more.length > 0) throw invalidInput('Exactly one kind of classifier must be given.');
  const { Name, ...settings } = input[kind]!;
  return { kind, Name, settings };
}

function describe({ kind, Name, CreationTime, LastUpdated, Version, settings }: Classifier) {
  return {
    [kind]: {
      Name,
      ...settings,
      CreationTime: new Date(CreationTime),
      LastUpdated: new Date(LastUpdated),
      Version,
    },
  };
}
