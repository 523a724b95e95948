import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new IAMClient(endpoint.client),
  moto: () => new IAMClient({ ...endpoint.client, endpoint: moto.url }),
};

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const permissions = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::lake/raw (ñ)/*' }],
});

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a role keeps what it is given and gives documents back encoded', async () => {
    const client = clients[which]();
    const RoleName = 'glue-role';
    const { Role } = await client.send(
      new CreateRoleCommand({
        RoleName,
        Path: '/jobs/',
        AssumeRolePolicyDocument: trust,
        Description: 'cleans',
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'team', Value: 'data' }],
      }),
    );
    expect(Role?.Arn).toMatch(/^arn:aws:iam::\d{12}:role\/jobs\/glue-role$/);
    expect(Role?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/);
    await expect(
      client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })),
    ).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    const got = (await client.send(new GetRoleCommand({ RoleName }))).Role;
    expect(got).toMatchObject({
      RoleName,
      Path: '/jobs/',
      Description: 'cleans',
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'team', Value: 'data' }],
    });
    expect(got?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(got?.AssumeRolePolicyDocument ?? '')).toBe(trust);
    expect(Math.abs((got?.CreateDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await client.send(new UpdateRoleCommand({ RoleName, Description: 'cleans more' }));
    await client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'owner', Value: 'ana' }] }));
    await client.send(new UntagRoleCommand({ RoleName, TagKeys: ['team'] }));
    expect((await client.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'owner', Value: 'ana' }]);
    const other = trust.replace('glue', 'lambda');
    await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: other }));
    const again = (await client.send(new GetRoleCommand({ RoleName }))).Role;
    expect(again?.Description).toBe('cleans more');
    expect(decodeURIComponent(again?.AssumeRolePolicyDocument ?? '')).toBe(other);
    await client.send(new DeleteRoleCommand({ RoleName }));
    await expect(client.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a role with policies is not deleted', async () => {
    const client = clients[which]();
    const RoleName = 'busy';
    const PolicyName = 'inline';
    const made = await client.send(new CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: permissions }));
    const PolicyArn = made.Policy?.Arn ?? '';
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: permissions }));
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const inline = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    expect(decodeURIComponent(inline.PolicyDocument ?? '')).toBe(permissions);
    expect((await client.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual([PolicyName]);
    const attached = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'managed', PolicyArn }]);
    const conflict = { name: 'DeleteConflictException', $metadata: { httpStatusCode: 409 } };
    await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject(conflict);
    await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject(conflict);
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await client.send(new DeleteRoleCommand({ RoleName }));
  });

  test('managed policies have versions', async () => {
    const client = clients[which]();
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: 'read-raw', PolicyDocument: permissions, Description: 'reads' }),
    );
    const PolicyArn = Policy?.Arn ?? '';
    expect(PolicyArn).toMatch(/:policy\/read-raw$/);
    const RoleName = 'reader';
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await expect(
      client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `${PolicyArn}-none` })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const changed = permissions.replace('GetObject', 'PutObject');
    const { PolicyVersion } = await client.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: changed, SetAsDefault: true }),
    );
    expect(PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: true });
    expect((await client.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      DefaultVersionId: 'v2',
      AttachmentCount: 1,
    });
    const second = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect(decodeURIComponent(second.PolicyVersion?.Document ?? '')).toBe(changed);
    // moto deletes it all the same.
    if (which === 'moto') return;
    await expect(client.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
  });

  test('roles are paged and found by path', async () => {
    const client = clients[which]();
    for (let i = 0; i < 5; i++) {
      await client.send(new CreateRoleCommand({ RoleName: `p${i}`, Path: '/paged/', AssumeRolePolicyDocument: trust }));
    }
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    let pages = 0;
    do {
      const page = await client.send(new ListRolesCommand({ PathPrefix: '/paged/', MaxItems: 2, Marker }));
      names.push(...(page.Roles ?? []).map((each) => each.RoleName));
      Marker = page.IsTruncated ? page.Marker : undefined;
      pages++;
    } while (Marker);
    expect(names.sort()).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
    expect(pages).toBe(3);
  });

  test('a document that is no policy is refused', async () => {
    const client = clients[which]();
    for (const document of ['{', '{"Version":"2012-10-17"}']) {
      await expect(
        client.send(new CreatePolicyCommand({ PolicyName: 'bad', PolicyDocument: document })),
      ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException', $metadata: { httpStatusCode: 400 } });
    }
  });

  test('users', async () => {
    const client = clients[which]();
    await client.send(new CreateUserCommand({ UserName: 'ana' }));
    expect((await client.send(new GetUserCommand({ UserName: 'ana' }))).User?.Arn).toMatch(/:user\/ana$/);
    await expect(client.send(new GetUserCommand({ UserName: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The user with name none cannot be found.',
    });
  });
});

test('policies of AWS itself can be attached', async () => {
  const client = clients.local();
  const RoleName = 'with-aws-policy';
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole';
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const attached = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AWSGlueServiceRole', PolicyArn }]);
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).toMatchObject({ Arn: PolicyArn, Path: '/service-role/', AttachmentCount: 1 });
});

test('IAM is one for all regions, and outlives SIGKILL', async () => {
  const here = clients.local();
  await here.send(new CreateRoleCommand({ RoleName: 'everywhere', AssumeRolePolicyDocument: trust }));
  await endpoint.kill9();
  await endpoint.restart();
  const there = new IAMClient({ ...endpoint.client, region: 'eu-west-1' });
  const { Role } = await there.send(new GetRoleCommand({ RoleName: 'everywhere' }));
  expect(Role?.RoleName).toBe('everywhere');
});
