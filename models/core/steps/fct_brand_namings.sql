with

-- what names a brand: an answer of the unaided-awareness question, or a post
named as (
    select
        'survey' as named_in,
        responses.response_id as record_id,
        responses.respondent_id,
        {{ as_of_day('responses.surveyed_on') }} as named_on,
        responses.named_as,
        responses.naming_rank,
        responses.weight,
        false as is_owned,
        false as is_bot
    from {{ ref('int_survey_responses') }} as responses
    cross join {{ ref('dim_as_of') }} as as_of
    where responses.left_out_reason is null and responses.question = 'unaided_awareness'

    union all

    select
        'post' as named_in,
        mentions.mention_id as record_id,
        cast(null as {{ dbt.type_string() }}) as respondent_id,
        {{ reporting_date(as_of('mentions.mentioned_at')) }} as named_on,
        mentions.named_as,
        null as naming_rank,
        mentions.weight,
        mentions.is_owned,
        mentions.is_bot
    from {{ ref('int_brand_mentions') }} as mentions
    cross join {{ ref('dim_as_of') }} as as_of
    where mentions.left_out_reason is null
),

-- a brand counts once a respondent and survey day, as it was named first, and once a post
ranked as (
    select
        named.*,
        coalesce(aliases.brand, named.named_as) as brand,
        row_number() over (
            partition by
                named.named_in,
                coalesce(named.respondent_id, named.record_id),
                case when named.named_in = 'survey' then named.named_on end,
                coalesce(aliases.brand, named.named_as)
            order by
                named.is_owned, named.is_bot, named.naming_rank nulls last, {{ bytewise('named.record_id') }},
                named.named_on, named.weight
        ) as naming_number,
        max(named.weight) over (partition by named.named_in, named.respondent_id, named.named_on) as respondent_weight
    from named
    left join {{ ref('brand_aliases') }} as aliases on named.named_as = aliases.alias
    where
        named.named_on is not null
        -- NULL where the cell cannot be read: nobody knows whether and how much it counts
        and named.weight is not null
        and named.is_owned is not null
        and named.is_bot is not null
)

select
    ranked.named_in,
    ranked.record_id,
    ranked.respondent_id,
    ranked.named_on,
    ranked.brand,
    ranked.naming_rank,
    ranked.weight,
    case when ranked.named_in = 'survey' then ranked.respondent_weight end as respondent_weight,
    ranked.is_owned,
    ranked.is_bot,
    sets.brand_set_version,
    brands.brand is not null as is_tracked,
    coalesce(brands.is_ours, false) as is_ours
from ranked
left join {{ ref('dim_brand_sets') }} as sets
    on ranked.named_on >= sets.valid_from and (sets.valid_to is null or ranked.named_on <= sets.valid_to)
left join {{ ref('brands') }} as brands
    on sets.brand_set_version = brands.brand_set_version and ranked.brand = brands.brand
where ranked.naming_number = 1
