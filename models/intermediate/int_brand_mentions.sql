with

records as (
    {{ union_systems('brand_mentions') }}
)

select
    records.mention_id,
    records.mentioned_at,
    records.brand as named_as,
    records.weight,
    records.is_owned,
    records.is_bot,
    case when {{ is_test_record('brand_mentions') }} then 'test' end as left_out_reason
from records
