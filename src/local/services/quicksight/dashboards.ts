/**
 * Dashboards as records: nothing is drawn from them here, and what was given is told again.
 * https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDashboard.html and its kin
 */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { permissions } from './permissions.ts';
import {
  alreadyExists,
  notFound,
  pageOf,
  paging,
  quickSightArn,
  quickSightOperation,
  resourceId,
  tags,
} from './quickSightOperation.ts';
import { forgetTags, putTags } from './tags.ts';

interface Dashboard {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly versionDescription?: string | undefined;
  readonly dataSetArns: readonly string[];
  readonly definition?: unknown;
  readonly permissions: z.infer<typeof permissions>;
  /** Milliseconds. */
  readonly created: number;
  readonly updated: number;
}

const id = { DashboardId: resourceId };
const content = {
  ...id,
  Name: z.string().min(1).max(2048),
  VersionDescription: z.string().max(512).nullish(),
  SourceEntity: z
    .object({
      SourceTemplate: z
        .object({ DataSetReferences: z.array(z.object({ DataSetArn: z.string() }).loose()).nullish() })
        .loose()
        .nullish(),
    })
    .nullish(),
  Definition: z
    .object({ DataSetIdentifierDeclarations: z.array(z.object({ DataSetArn: z.string() }).loose()).nullish() })
    .loose()
    .nullish(),
};
type Content = z.infer<z.ZodObject<typeof content>>;

export function dashboardsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<Dashboard>('quicksight.dashboard', region);
}

/** @throws Fault ResourceNotFoundException */
export function needDashboard(kernel: Kernel, region: string, dashboard: string): Dashboard {
  const found = dashboardsIn(kernel, region).get(dashboard);
  if (!found) throw notFound('DASHBOARD', `Dashboard ${dashboard} is not found`);
  return found;
}

function dataSetArns({ Definition, SourceEntity }: Content): string[] {
  const references = Definition?.DataSetIdentifierDeclarations ?? SourceEntity?.SourceTemplate?.DataSetReferences;
  return [...new Set((references ?? []).map(({ DataSetArn }) => DataSetArn))];
}

export function dashboardOperations(kernel: Kernel): Operations {
  const all = (region: string) => dashboardsIn(kernel, region);
  const arnOf = (call: Call, dashboard: string) => quickSightArn(call, 'dashboard', dashboard);
  const versionArn = (call: Call, { id: each, version }: Dashboard) => `${arnOf(call, each)}/version/${version}`;
  const contentOf = (input: Content, now: number) => ({
    id: input.DashboardId,
    name: input.Name,
    versionDescription: input.VersionDescription ?? undefined,
    dataSetArns: dataSetArns(input),
    definition: input.Definition ?? undefined,
    updated: now,
  });

  return {
    CreateDashboard: quickSightOperation({ ...content, Permissions: permissions, Tags: tags }, (input, call) => {
      const now = Date.now();
      const made: Dashboard = { ...contentOf(input, now), permissions: input.Permissions, version: 1, created: now };
      if (!all(call.region).insert(made.id, made)) {
        throw alreadyExists('DASHBOARD', `Dashboard ${made.id} already exists`);
      }
      putTags(kernel, call.region, arnOf(call, made.id), input.Tags ?? []);
      const answer = { Arn: arnOf(call, made.id), VersionArn: versionArn(call, made), DashboardId: made.id };
      return { ...answer, CreationStatus: 'CREATION_SUCCESSFUL' };
    }),

    UpdateDashboard: quickSightOperation(content, (input, call) => {
      const found = needDashboard(kernel, call.region, input.DashboardId);
      const changed: Dashboard = { ...found, ...contentOf(input, Date.now()), version: found.version + 1 };
      all(call.region).put(found.id, changed);
      const answer = { Arn: arnOf(call, found.id), VersionArn: versionArn(call, changed), DashboardId: found.id };
      return { ...answer, Status: 'CREATION_SUCCESSFUL' };
    }),

    DescribeDashboard: quickSightOperation(id, (input, call) => {
      const found = needDashboard(kernel, call.region, input.DashboardId);
      return {
        Dashboard: {
          DashboardId: found.id,
          Arn: arnOf(call, found.id),
          Name: found.name,
          Version: {
            CreatedTime: new Date(found.updated),
            VersionNumber: found.version,
            Status: 'CREATION_SUCCESSFUL',
            Arn: versionArn(call, found),
            DataSetArns: found.dataSetArns,
            ...(found.versionDescription === undefined ? {} : { Description: found.versionDescription }),
          },
          CreatedTime: new Date(found.created),
          LastPublishedTime: new Date(found.updated),
          LastUpdatedTime: new Date(found.updated),
        },
      };
    }),

    ListDashboards: quickSightOperation(paging, (input, call) => {
      const found = [...all(call.region).all()].map(({ value }) => value);
      const { items, ...next } = pageOf(found, input);
      const DashboardSummaryList = items.map((each) => ({
        Arn: arnOf(call, each.id),
        DashboardId: each.id,
        Name: each.name,
        CreatedTime: new Date(each.created),
        LastUpdatedTime: new Date(each.updated),
        PublishedVersionNumber: each.version,
        LastPublishedTime: new Date(each.updated),
      }));
      return { DashboardSummaryList, ...next };
    }),

    DeleteDashboard: quickSightOperation(id, (input, call) => {
      const found = needDashboard(kernel, call.region, input.DashboardId);
      all(call.region).delete(found.id);
      forgetTags(kernel, call.region, arnOf(call, found.id));
      return { Arn: arnOf(call, found.id), DashboardId: found.id };
    }),
  };
}
