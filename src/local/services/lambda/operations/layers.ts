import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { codeLocation, storeCode } from '../code/codeStore.ts';
import { type LayerVersion, layersOf } from '../layerStore.ts';
import { lambdaDate } from './shapes.ts';

const paging = { Marker: z.string().optional(), MaxItems: z.coerce.number().int().optional() };

export function layerOperations(kernel: Kernel): Operations {
  const layerArn = (call: Call, given: string) =>
    given.startsWith('arn:') ? given : `arn:aws:lambda:${call.region}:${call.accountId}:layer:${given}`;
  const versionsOf = (call: Call, arn: string) =>
    [...layersOf(kernel, call.region).all(`${arn}:`)].map(({ value }) => value).sort((a, b) => b.version - a.version);

  return {
    PublishLayerVersion: operation(
      z.object({
        LayerName: z.string().regex(/^[\w:-]{1,140}$/),
        Description: z.string().optional(),
        Content: z.object({
          ZipFile: z.union([z.string(), z.instanceof(Uint8Array)]).optional(),
          S3Bucket: z.string().optional(),
          S3Key: z.string().optional(),
          S3ObjectVersion: z.string().optional(),
        }),
        CompatibleRuntimes: z.array(z.string()).optional(),
        CompatibleArchitectures: z.array(z.string()).optional(),
        LicenseInfo: z.string().optional(),
      }),
      async (input, call) => {
        const stored = await storeCode(kernel, input.Content, call);
        const arn = layerArn(call, input.LayerName);
        const version = (versionsOf(call, arn)[0]?.version ?? 0) + 1;
        const layer: LayerVersion = {
          arn: `${arn}:${version}`,
          layerArn: arn,
          layerName: arn.split(':').at(-1) ?? '',
          version,
          description: input.Description ?? '',
          compatibleRuntimes: input.CompatibleRuntimes ?? [],
          compatibleArchitectures: input.CompatibleArchitectures ?? [],
          ...(input.LicenseInfo ? { licenseInfo: input.LicenseInfo } : {}),
          codeSha256: stored.sha256,
          codeSize: stored.size,
          createdDate: Date.now(),
        };
        layersOf(kernel, call.region).put(layer.arn, layer);
        return { ...versionShape(layer), LayerArn: arn, Content: contentOf(kernel, layer) };
      },
      'InvalidParameterValueException',
    ),

    GetLayerVersion: operation(z.object({ LayerName: z.string(), VersionNumber: z.coerce.number() }), (input, call) => {
      const arn = `${layerArn(call, input.LayerName)}:${input.VersionNumber}`;
      const layer = layersOf(kernel, call.region).get(arn);
      if (!layer)
        throw new Fault('ResourceNotFoundException', 'The resource you requested does not exist.', 404, {
          Type: 'User',
        });
      return { ...versionShape(layer), LayerArn: layer.layerArn, Content: contentOf(kernel, layer) };
    }),

    ListLayerVersions: operation(z.object({ LayerName: z.string(), ...paging }), (input, call) => ({
      LayerVersions: versionsOf(call, layerArn(call, input.LayerName)).map(versionShape),
    })),

    ListLayers: operation(z.object({ ...paging, CompatibleRuntime: z.string().optional() }), (input, call) => {
      const latest = new Map<string, LayerVersion>();
      for (const { value } of layersOf(kernel, call.region).all()) {
        if (input.CompatibleRuntime && !value.compatibleRuntimes.includes(input.CompatibleRuntime)) continue;
        if ((latest.get(value.layerArn)?.version ?? 0) < value.version) latest.set(value.layerArn, value);
      }
      return {
        Layers: [...latest.values()].map((layer) => ({
          LayerName: layer.layerName,
          LayerArn: layer.layerArn,
          LatestMatchingVersion: versionShape(layer),
        })),
      };
    }),

    DeleteLayerVersion: operation(
      z.object({ LayerName: z.string(), VersionNumber: z.coerce.number() }),
      (input, call) => {
        layersOf(kernel, call.region).delete(`${layerArn(call, input.LayerName)}:${input.VersionNumber}`);
        return {};
      },
    ),
  };
}

function versionShape(layer: LayerVersion): Record<string, unknown> {
  return {
    LayerVersionArn: layer.arn,
    Version: layer.version,
    Description: layer.description,
    CreatedDate: lambdaDate(layer.createdDate),
    CompatibleRuntimes: layer.compatibleRuntimes,
    CompatibleArchitectures: layer.compatibleArchitectures,
    ...(layer.licenseInfo ? { LicenseInfo: layer.licenseInfo } : {}),
  };
}

function contentOf(kernel: Kernel, layer: LayerVersion): Record<string, unknown> {
  return { Location: codeLocation(kernel, layer.codeSha256), CodeSha256: layer.codeSha256, CodeSize: layer.codeSize };
}
