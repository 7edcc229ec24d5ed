with

versions as (
    select
        brand_set_version,
        min(valid_from) as valid_from
    from {{ ref('brands') }}
    group by brand_set_version
)

select
    brand_set_version,
    valid_from,
    {{ add_days('lead(valid_from) over (order by valid_from)', -1) }} as valid_to
from versions
