#!/usr/bin/env bash
# Reads the dashboard's data set again from the warehouse and waits until QuickSight has all of it. Ends with 0 when the
# new rows are there; otherwise says why not, and the data set keeps the rows that it had.
#
#     eval "$(strata env)"            # for the local endpoint; on AWS whatever the aws CLI takes
#     scripts/refresh_quicksight_dataset.sh [DATA_SET_ID]
#
# Needs the aws CLI. Waits QUICKSIGHT_WAIT_SECONDS at most, 3600 where it is not set.
set -euo pipefail

data_set=${1:-oltp-olap-sales-cube}
limit=${QUICKSIGHT_WAIT_SECONDS:-3600}

account=$(aws sts get-caller-identity --query Account --output text)
ingestion="refresh-$(date -u +%Y%m%dT%H%M%SZ)-$$"

aws quicksight create-ingestion --aws-account-id "$account" --data-set-id "$data_set" --ingestion-id "$ingestion" \
  --ingestion-type FULL_REFRESH > /dev/null
echo "Ingestion $ingestion of $data_set has begun."

# Values of the ingestion's description, as text.
describe() {
  aws quicksight describe-ingestion --aws-account-id "$account" --data-set-id "$data_set" --ingestion-id "$ingestion" \
    --query "Ingestion.$1" --output text
}

for (( ; ; )); do
  state=$(describe IngestionStatus)
  case $state in
    INITIALIZED | QUEUED | RUNNING) ;;
    COMPLETED) break ;;
    *)
      echo "Ingestion $ingestion of $data_set has ended as $state:" >&2
      describe '[ErrorInfo.Type,ErrorInfo.Message]' >&2
      exit 1
      ;;
  esac
  if ((SECONDS > limit)); then
    echo "Ingestion $ingestion of $data_set is still $state after $limit seconds." >&2
    exit 1
  fi
  sleep 1
done

read -r rows dropped bytes < <(describe '[RowInfo.RowsIngested,RowInfo.RowsDropped,IngestionSizeInBytes]')
echo "$data_set holds $rows rows in $bytes bytes."
if ((dropped > 0)); then
  echo "$dropped rows could not be imported." >&2
  exit 1
fi
