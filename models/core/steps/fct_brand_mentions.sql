with

mentions as (
    select
        records.mention_id,
        {{ reporting_date(as_of('records.mentioned_at')) }} as mentioned_on,
        coalesce(aliases.brand, records.named_as) as brand,
        records.weight,
        records.is_owned,
        records.is_bot
    from {{ ref('int_brand_mentions') }} as records
    left join {{ ref('brand_aliases') }} as aliases on records.named_as = aliases.alias
    cross join {{ ref('dim_as_of') }} as as_of
    where
        records.left_out_reason is null
        -- NULL where the cell cannot be read: nobody knows whether and how much the post counts
        and records.weight is not null and records.is_owned is not null and records.is_bot is not null
),

-- a post that names one brand by two names counts once
ranked as (
    select
        mentions.*,
        row_number() over (
            partition by mention_id, brand
            order by is_owned, is_bot, mentioned_on, weight
        ) as naming_number
    from mentions
)

select
    ranked.mention_id,
    ranked.mentioned_on,
    ranked.brand,
    ranked.weight,
    ranked.is_owned,
    ranked.is_bot,
    sets.brand_set_version,
    brands.brand is not null as is_tracked,
    coalesce(brands.is_ours, false) as is_ours
from ranked
left join {{ ref('dim_brand_sets') }} as sets
    on ranked.mentioned_on >= sets.valid_from and (sets.valid_to is null or ranked.mentioned_on <= sets.valid_to)
left join {{ ref('brands') }} as brands
    on sets.brand_set_version = brands.brand_set_version and ranked.brand = brands.brand
where ranked.naming_number = 1
