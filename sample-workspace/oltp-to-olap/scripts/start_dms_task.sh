#!/usr/bin/env bash
# Starts the stack's replication from the shop's database into the raw layer, or resumes it where it was stopped; waits
# until every table is loaded, and prints what was replicated. Run it as often as you like.
#
#     eval "$(strata env)"            # for the local endpoint; on AWS whatever the aws CLI takes
#     scripts/start_dms_task.sh [STACK]
#
# Needs the aws CLI.
set -euo pipefail

stack=${1:-oltp-olap}
limit=${DMS_WAIT_SECONDS:-1800}

task=$(aws cloudformation describe-stacks --stack-name "$stack" \
  --query "Stacks[0].Outputs[?OutputKey=='ReplicationTaskArn'].OutputValue | [0]" --output text)
if [[ $task != arn:* ]]; then
  echo "The stack $stack has no output ReplicationTaskArn." >&2
  exit 1
fi

# One value of the task's description, as text.
describe() {
  aws dms describe-replication-tasks --without-settings --filters "Name=replication-task-arn,Values=$task" \
    --query "ReplicationTasks[0].$1" --output text
}

give_up_when_late() {
  if ((SECONDS > limit)); then
    echo "$1 is not done after $limit seconds." >&2
    exit 1
  fi
}

# DMS starts a task only when its instance has reached both endpoints once.
test_connection() {
  local filters="Name=endpoint-arn,Values=$2" state
  state=$(aws dms describe-connections --filters "$filters" --query 'Connections[0].Status' --output text 2> /dev/null || true)
  if [[ $state == successful ]]; then return; fi
  aws dms test-connection --replication-instance-arn "$1" --endpoint-arn "$2" > /dev/null
  for (( ; ; )); do
    state=$(aws dms describe-connections --filters "$filters" --query 'Connections[0].Status' --output text)
    if [[ $state != testing ]]; then break; fi
    give_up_when_late "The test of $2"
    sleep 2
  done
  if [[ $state != successful ]]; then
    aws dms describe-connections --filters "$filters" --query 'Connections[0].LastFailureMessage' --output text >&2
    exit 1
  fi
}

read -r state instance source target < <(describe '[Status,ReplicationInstanceArn,SourceEndpointArn,TargetEndpointArn]')
case $state in
  ready) how=start-replication ;;
  stopped | failed) how=resume-processing ;;
  *) how= ;;
esac
if [[ -n $how ]]; then
  test_connection "$instance" "$source"
  test_connection "$instance" "$target"
  aws dms start-replication-task --replication-task-arn "$task" --start-replication-task-type "$how" > /dev/null
  echo "${task##*:}: $how"
else
  echo "${task##*:} is $state already."
fi

# Loaded when it runs and no table is on its way; a table that failed is said below.
for (( ; ; )); do
  read -r state loaded loading queued < <(describe \
    '[Status,(ReplicationTaskStats.TablesLoaded || `0`),(ReplicationTaskStats.TablesLoading || `0`),(ReplicationTaskStats.TablesQueued || `0`)]')
  if [[ $state == failed || $state == stopped ]]; then
    echo "The task has $state: $(describe '[LastFailureMessage,StopReason]')" >&2
    exit 1
  fi
  if [[ $state == running && $loaded -gt 0 && $loading -eq 0 && $queued -eq 0 ]]; then break; fi
  give_up_when_late "The load"
  sleep 1
done

aws dms describe-table-statistics --replication-task-arn "$task" --output table --query \
  'TableStatistics[].{Table:TableName,State:TableState,Loaded:FullLoadRows,Inserts:Inserts,Updates:Updates,Deletes:Deletes}'
if [[ $(describe ReplicationTaskStats.TablesErrored) -gt 0 ]]; then exit 1; fi
