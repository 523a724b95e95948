import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../../../test/support/tempFolder.ts';
import { type DagFile, readDags, scheduleIn } from './readDags.ts';

const { signal } = new AbortController();

async function read(source: string): Promise<DagFile> {
  await using folder = tempFolder();
  const file = path.join(folder.path, 'dag.py');
  await writeFile(file, source);
  const [found] = await readDags([file], signal);
  if (!found) throw new Error('nothing was read');
  return found;
}

const tasksOf = ({ dags: [dag] }: DagFile) =>
  Object.fromEntries((dag?.tasks ?? []).map(({ id, upstream }) => [id, upstream]));

describe('readDags', () => {
  it('reads DAG, schedule, tasks with their arguments and lines, and arrows', async () => {
    const file = await read(`
from airflow import DAG
JOB = 'clean'
with DAG('shop', schedule='@daily', tags=['etl']) as dag:
    a = GlueJobOperator(task_id='a', job_name=JOB, wait=compute())
    b = BashOperator(task_id='b', bash_command='dbt run')
    c = BashOperator(task_id='c', bash_command='dbt test')
    a >> [b, c]
`);
    const [dag] = file.dags;
    expect(dag).toMatchObject({ id: 'shop', line: 4, facts: { tags: ['etl'] } });
    expect(dag && scheduleIn(dag)).toBe('@daily');
    expect(tasksOf(file)).toEqual({ a: [], b: ['a'], c: ['a'] });
    expect(dag?.tasks[0]).toMatchObject({
      operator: 'GlueJobOperator',
      line: 5,
      args: { job_name: 'clean', wait: { expression: 'compute()' } },
    });
  });

  it('reads decorated tasks, what is handed on, groups and mapped tasks', async () => {
    const file = await read(`
from airflow.sdk import dag, task, TaskGroup
@dag(schedule='0 5 * * *')
def pipeline():
    @task
    def numbers(): return [1]
    @task(retries=2)
    def double(x): return x
    with TaskGroup('checks') as checks:
        first = EmptyOperator(task_id='first')
        second = EmptyOperator(task_id='second')
        first >> second
    end = EmptyOperator(task_id='end')
    double.expand(x=numbers()) >> checks >> end
pipeline()
`);
    expect(file.dags[0]?.id).toBe('pipeline');
    expect(tasksOf(file)).toEqual({
      numbers: [],
      double: ['numbers'],
      'checks.first': ['double'],
      'checks.second': ['checks.first'],
      end: ['checks.second'],
    });
    expect(file.dags[0]?.tasks.find(({ id }) => id === 'double')).toMatchObject({ mapped: true, operator: '@task' });
  });

  it('goes through loops over literals, chains and set_downstream', async () => {
    const file = await read(`
dag = DAG(dag_id='old', schedule_interval=None)
for name in ['x', 'y']:
    made = PythonOperator(task_id=name, dag=dag)
    start.set_downstream(made) if False else None
end = PythonOperator(task_id='end', dag=dag)
last = PythonOperator(task_id='last', dag=dag)
chain(made, end)
end.set_downstream(last)
`);
    expect(tasksOf(file)).toEqual({ x: [], y: [], end: ['y'], last: ['end'] });
  });

  it('says where a file is no Python, and reads none of its code', async () => {
    expect((await read('with DAG(\n')).fault).toMatchObject({ line: 1 });
    expect(await read('raise SystemExit(3)\n')).toMatchObject({ dags: [] });
  });
});
