with

{{ flagged_records('brand_mentions') }}

select
    records.mention_id,
    records.mentioned_at,
    records.brand as named_as,
    records.weight,
    records.is_owned,
    records.is_bot,
    case when records.is_test then 'test' end as left_out_reason
from brand_mentions as records
