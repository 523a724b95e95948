import { invalidInput } from '../glueOperation.ts';
import { readConfiguration } from './crawlerConfiguration.ts';
import { type CompleteSettings, type CrawlerSettings, otherTargetKinds } from './crawlerShapes.ts';

/**
 * A crawler's settings with what Glue fills in: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html
 * @throws Fault InvalidInputException for settings that do not go together
 */
export function completeCrawler(settings: Omit<CrawlerSettings, 'Schedule'>): CompleteSettings {
  const { Targets } = settings;
  if (Targets.S3Targets.length === 0 && otherTargetKinds.every((kind) => Targets[kind].length === 0)) {
    throw invalidInput('At least one crawler target must be specified.');
  }
  readConfiguration(settings.Configuration);
  const complete = {
    ...settings,
    Classifiers: settings.Classifiers ?? [],
    SchemaChangePolicy: settings.SchemaChangePolicy ?? {
      UpdateBehavior: 'UPDATE_IN_DATABASE' as const,
      DeleteBehavior: 'DEPRECATE_IN_DATABASE' as const,
    },
    RecrawlPolicy: settings.RecrawlPolicy ?? { RecrawlBehavior: 'CRAWL_EVERYTHING' as const },
    LineageConfiguration: settings.LineageConfiguration ?? { CrawlerLineageSettings: 'DISABLE' as const },
    LakeFormationConfiguration: settings.LakeFormationConfiguration ?? {
      UseLakeFormationCredentials: false,
      AccountId: '',
    },
  };
  const { UpdateBehavior, DeleteBehavior } = complete.SchemaChangePolicy;
  const isIncremental = complete.RecrawlPolicy.RecrawlBehavior === 'CRAWL_NEW_FOLDERS_ONLY';
  if (isIncremental && (UpdateBehavior !== 'LOG' || DeleteBehavior !== 'LOG')) {
    throw invalidInput(
      "The SchemaChangePolicy for 'Crawl new folders only' Amazon S3 target can have only LOG DeleteBehavior value " +
        'and LOG UpdateBehavior value.',
    );
  }
  return complete;
}
