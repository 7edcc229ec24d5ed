with

unified as (
    {{ union_systems('survey_responses') }}
),

records as (
    select
        unified.*,
        {{ is_test_record('survey_responses', 'unified') }} as is_test
    from unified
)

select
    records.response_id,
    records.surveyed_on,
    records.respondent_id,
    records.question,
    records.rank as naming_rank,
    records.brand as named_as,
    records.weight,
    records.score,
    {{ survivor_of('deal') }} as deal_id,
    case when records.is_test then 'test' end as left_out_reason
from records
{{ join_references(['deals']) }}
