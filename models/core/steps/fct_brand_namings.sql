with

answers as (
    select
        records.response_id,
        records.respondent_id,
        {{ as_of_day('records.surveyed_on') }} as surveyed_on,
        coalesce(aliases.brand, records.named_as) as brand,
        records.naming_rank,
        records.weight
    from {{ ref('int_survey_responses') }} as records
    left join {{ ref('brand_aliases') }} as aliases on records.named_as = aliases.alias
    cross join {{ ref('dim_as_of') }} as as_of
    where
        records.left_out_reason is null and records.question = 'unaided_awareness'
        -- NULL where the cell cannot be read: nobody knows how much the answer counts
        and records.weight is not null
),

-- a brand counts once a respondent and survey day: as it was named first
ranked as (
    select
        answers.*,
        row_number() over (
            partition by respondent_id, surveyed_on, brand
            order by naming_rank nulls last, {{ bytewise('response_id') }}
        ) as naming_number,
        max(weight) over (partition by respondent_id, surveyed_on) as respondent_weight
    from answers
    where surveyed_on is not null
)

select
    ranked.response_id,
    ranked.respondent_id,
    ranked.surveyed_on,
    ranked.brand,
    ranked.naming_rank,
    ranked.weight,
    ranked.respondent_weight,
    sets.brand_set_version,
    brands.brand is not null as is_tracked,
    coalesce(brands.is_ours, false) as is_ours
from ranked
left join {{ ref('dim_brand_sets') }} as sets
    on ranked.surveyed_on >= sets.valid_from and (sets.valid_to is null or ranked.surveyed_on <= sets.valid_to)
left join {{ ref('brands') }} as brands
    on sets.brand_set_version = brands.brand_set_version and ranked.brand = brands.brand
where ranked.naming_number = 1
