"""A DAG of every shape: parameters, a mapped task, a group, a retry, a task that fails when it is asked to."""
from datetime import datetime, timedelta

try:
    from airflow.sdk import DAG, Param, TaskGroup, task
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow import DAG
    from airflow.decorators import task
    from airflow.models.param import Param
    from airflow.operators.bash import BashOperator
    from airflow.utils.task_group import TaskGroup

with DAG(
    'shapes',
    start_date=datetime(2025, 1, 1),
    schedule='@daily',
    catchup=False,
    tags=['demo'],
    description='Every shape',
    default_args={'owner': 'data', 'retries': 1, 'retry_delay': timedelta(seconds=1)},
    params={
        'region': Param('Lima', type='string', enum=['Lima', 'Cusco'], description='Which region'),
        'rows': Param(10, type='integer', minimum=1),
        'fail': Param(False, type='boolean'),
    },
):
    extract = BashOperator(task_id='extract', bash_command='echo region {{ params.region }}; sleep 2; echo extracted')

    @task
    def numbers():
        return [1, 2]

    @task
    def double(x):
        print('doubling', x)
        return x * 2

    with TaskGroup('checks') as checks:

        @task
        def flaky(**context):
            if context['ti'].try_number < 2:
                raise ValueError('not yet')
            return {'answer': 42}

        @task(retries=0)
        def gate(**context):
            if context['params']['fail']:
                raise RuntimeError('asked to fail')

        flaky() >> gate()

    @task
    def done():
        return 'done'

    extract >> double.expand(x=numbers()) >> checks >> done()
