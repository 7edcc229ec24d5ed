select
    lead_id,
    deal_id
from {{ ref('fct_deals') }}
where lead_id is not null

{{ union_distinct() }}

select
    lead_id,
    deal_id
from {{ ref('fct_leads') }}
where deal_id is not null
