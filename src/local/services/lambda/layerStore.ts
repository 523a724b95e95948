import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Collection } from '../../state/store.ts';
import { codeFolder } from './code/codeStore.ts';

export interface LayerVersion {
  readonly arn: string;
  readonly layerArn: string;
  readonly layerName: string;
  readonly version: number;
  readonly description: string;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  readonly licenseInfo?: string;
  readonly codeSha256: string;
  readonly codeSize: number;
  readonly createdDate: number;
}

/** Layer versions by their ARN. */
export function layersOf(kernel: Kernel, region: string): Collection<LayerVersion> {
  return kernel.store.collection<LayerVersion>('lambda.layer', region);
}

/** @throws Fault InvalidParameterValueException for a layer version that is not there */
export function requireLayer(kernel: Kernel, region: string, arn: string): LayerVersion {
  const layer = layersOf(kernel, region).get(arn);
  if (layer) return layer;
  throw new Fault('InvalidParameterValueException', `Layer version ${arn} does not exist.`);
}

export function layerFolder(kernel: Kernel, region: string, arn: string): string {
  return codeFolder(kernel, requireLayer(kernel, region, arn).codeSha256);
}
