with

companies as (

    select
        record_id,
        company_name,
        parent_company_id as company_id,
        company_owner as owner_name,
        segment,
        country_region,
        create_date
    from {{ ref('base_hubspot__companies') }}
    where _rejected_reason is null

)

select
    companies.record_id as account_id,
    companies.company_name as name,
    coalesce(merged_companies.survivor_id, companies.company_id) as parent_account_id,
    owners.user_id as owner_id,
    companies.segment,
    companies.country_region as country,
    companies.create_date as created_at,
    false as is_deleted,
    false as is_test,
    own_merges.survivor_id as merged_into_id
from companies
{{ join_hubspot_references('companies', ['companies']) }}
left join {{ ref('base_hubspot__merges') }} as own_merges
    on own_merges.record_type = 'companies' and companies.record_id = own_merges.merged_id
