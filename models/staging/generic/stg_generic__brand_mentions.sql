select
    mention_id,
    mentioned_at,
    channel,
    brand,
    weight,
    is_owned,
    is_bot
from {{ ref('base_generic__brand_mentions') }}
where _rejected_reason is null
