/** Which parts of a lake are its layers: as strata.yaml says, else as the names of buckets and folders suggest. */
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { parseS3Uri } from '../../core/s3Uri.ts';
import { fillOutputs, type StrataYaml } from './strataYaml.ts';

export interface Layer {
  readonly name: string;
  readonly title: string;
  readonly bucket: string;
  /** Empty for the whole bucket, else it ends with a slash. */
  readonly prefix: string;
}

/** A bucket and the folders at its top, as one ListObjectsV2 with a delimiter tells. */
export interface BucketOutline {
  readonly bucket: string;
  /** Each with its slash: `raw/`. */
  readonly folders: readonly string[];
}

type Stage = 'raw' | 'refined' | 'curated';

const stageOfWord: ReadonlyMap<string, Stage> = new Map([
  ...['raw', 'bronze', 'landing'].map((word) => [word, 'raw'] as const),
  ...['silver', 'processed', 'clean', 'staging'].map((word) => [word, 'refined'] as const),
  ...['gold', 'curated', 'marts'].map((word) => [word, 'curated'] as const),
]);

const stages: readonly Stage[] = ['raw', 'refined', 'curated'];

/**
 * The layers that a strata.yaml declares, in its order.
 * @throws AppError `not-found` when a location names an output that the stack lacks, `invalid-input` when an output
 * makes it no S3 location
 */
export function declaredLayers(declared: StrataYaml, outputs: Readonly<Record<string, string>>): Layer[] {
  return (declared.layers ?? []).map((layer) => {
    const location = fillOutputs(layer.location, outputs);
    const place = parseS3Uri(location);
    if (!place) throw new AppError('invalid-input', t('{0} is not an S3 location.', location));
    const { bucket, key } = place;
    return { name: layer.name, title: layer.title ?? layer.name, bucket, prefix: key === '' ? '' : folder(key) };
  });
}

/**
 * Layers as conventional names suggest them, raw first. A bucket named for one (`acme-raw-zone`) is a layer as a
 * whole; otherwise its top folders that are named so are. Names that fit several times are told apart by their bucket.
 */
export function detectLayers(buckets: readonly BucketOutline[]): Layer[] {
  const found: (Layer & { stage: Stage })[] = [];
  for (const { bucket, folders } of buckets) {
    const word = bucket.split(/[-.]/).find((part) => stageOfWord.has(part));
    if (word) {
      found.push({ name: word, title: word, bucket, prefix: '', stage: stageOfWord.get(word)! });
      continue;
    }
    for (const each of folders) {
      const name = each.replace(/\/$/, '').toLowerCase();
      const stage = stageOfWord.get(name);
      if (stage) found.push({ name, title: name, bucket, prefix: each, stage });
    }
  }
  const ordered = stages.flatMap((stage) => found.filter((layer) => layer.stage === stage));
  return ordered.map(({ stage: _, ...layer }) => {
    const ambiguous = ordered.filter((other) => other.name === layer.name).length > 1;
    return ambiguous ? { ...layer, title: `${layer.title} (${layer.bucket})` } : layer;
  });
}

function folder(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}
