import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageTemplate } from './packageTemplate.ts';

const { signal } = new AbortController();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'strata-package-'));
  await mkdir(path.join(folder, 'fn/inner'), { recursive: true });
  await writeFile(path.join(folder, 'job.py'), 'print("hola")\n');
  await writeFile(path.join(folder, 'machine.asl.json'), '{}');
  await writeFile(path.join(folder, 'fn/index.py'), 'def handler(e, c): return 1\n');
  await writeFile(path.join(folder, 'fn/inner/data.txt'), 'x');
});
afterEach(() => rm(folder, { recursive: true }));

async function run(template: string, name = 'template.yaml') {
  await writeFile(path.join(folder, name), template);
  const uploads = new Map<string, Uint8Array>();
  const packaged = await packageTemplate(
    {
      templateFile: path.join(folder, name),
      bucket: 'artifacts',
      prefix: 'p/',
      upload: async (key, body) => {
        expect(uploads.has(key)).toBe(false);
        uploads.set(key, body);
      },
    },
    signal,
  );
  return { ...packaged, uploads };
}

const job = (location: string) => `Resources:
  Job:
    Type: AWS::Glue::Job
    Properties:
      Command: { Name: pythonshell, ScriptLocation: ${location} } # the script
      Role: !GetAtt Role.Arn
      Account: 012345678901
`;

describe('packageTemplate', () => {
  it('uploads each kind of local path and changes nothing else', async () => {
    const source = `${job('job.py')}  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionS3Location: ./machine.asl.json
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Code: fn/
  Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: "fn" } }
`;
    const { body, uploads, artifacts } = await run(source);
    const [script, definition, code] = artifacts.map((artifact) => artifact.key);
    expect(uploads.size).toBe(3);
    expect(script).toMatch(/^p\/[0-9a-f]{40}\/job\.py$/);
    expect(Buffer.from(uploads.get(script!)!).toString()).toBe('print("hola")\n');
    expect(body).toContain(`ScriptLocation: "s3://artifacts/${script}" } # the script`);
    expect(body).toContain('Role: !GetAtt Role.Arn\n      Account: 012345678901');
    const { Resources } = parse(body, { logLevel: 'silent' });
    expect(Resources.Machine.Properties.DefinitionS3Location).toEqual({ Bucket: 'artifacts', Key: definition });
    expect(Resources.Fn.Properties.Code).toEqual({ S3Bucket: 'artifacts', S3Key: code });
    expect(Resources.Layer.Properties.Content).toEqual(Resources.Fn.Properties.Code);
    expect(Object.keys(unzipSync(uploads.get(code!)!))).toEqual(['index.py', 'inner/data.txt']);
  });

  it('makes the same key of the same content, whenever it was written', async () => {
    const template = 'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: { Code: fn }\n';
    const first = await run(template);
    await utimes(path.join(folder, 'fn/index.py'), new Date(0), new Date(0));
    await mkdir(path.join(folder, 'fn/__pycache__'));
    expect((await run(template)).artifacts).toEqual(first.artifacts);
    await writeFile(path.join(folder, 'fn/index.py'), 'changed');
    expect((await run(template)).artifacts[0]?.key).not.toBe(first.artifacts[0]?.key);
  });

  it('rewrites JSON templates too', async () => {
    const source = JSON.stringify({
      Resources: { Job: { Type: 'AWS::Glue::Job', Properties: { Command: { ScriptLocation: 'job.py' } } } },
    });
    const { body, artifacts } = await run(source, 'template.json');
    expect(JSON.parse(body).Resources.Job.Properties.Command.ScriptLocation).toBe(
      `s3://artifacts/${artifacts[0]?.key}`,
    );
  });

  it('leaves alone what is in S3, computed, or of a resource it does not know', async () => {
    for (const location of ['s3://b/k.py', '!Sub "s3://${B}/k.py"', '{ Ref: Script }']) {
      const source = job(location);
      const { body, uploads } = await run(source);
      expect(body).toBe(source);
      expect(uploads.size).toBe(0);
    }
  });

  it('names a missing file and where it is used', async () => {
    await expect(run(job('gone.py'))).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no file gone.py, the Command.ScriptLocation of Job.',
    });
  });

  it('uploads nothing from outside the folder, not even by a link', async () => {
    await symlink('/etc/hostname', path.join(folder, 'link.py'));
    for (const location of ['../x.py', '/etc/hostname', 'link.py']) {
      await expect(run(job(location))).rejects.toThrow(/There is no file|lies outside of/);
    }
  });

  it('says the line of a YAML fault', async () => {
    await expect(run('Resources:\n  A: [\n')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(run('a: 1\na: 2\n')).rejects.toThrow('template.yaml:2: ');
  });
});
