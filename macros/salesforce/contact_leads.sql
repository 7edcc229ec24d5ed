{#
  CTEs that end in `contact_leads` (contact_id, lead_id): activities and invitees name the contact that a lead became; this
  leads back to the lead, after the merges of contacts, the earliest created where there are several.
#}
{% macro contact_leads() -%}
pointers as (

    select
        'contacts' as record_type,
        contacts.id as record_id,
        contacts.master_record_id as next_id
    from {{ ref('base_salesforce__contacts') }} as contacts
    -- a pointer to an id that is not in the export is ignored
    inner join {{ ref('base_salesforce__contacts') }} as targets
        on contacts.master_record_id = targets.id
    where contacts._rejected_reason is null and targets._rejected_reason is null

),

{{ sales_kpis.follow_pointers() }},

converted_leads as (

    select
        leads.id as lead_id,
        leads.created_date,
        leads.converted_contact_id as contact_id,
        coalesce(ends.end_id, leads.converted_contact_id) as survivor_id
    from {{ ref('base_salesforce__leads') }} as leads
    left join ends
        on leads.converted_contact_id = ends.record_id
    where leads._rejected_reason is null and leads.converted_contact_id is not null

),

ranked_leads as (

    select
        survivor_id,
        lead_id,
        row_number() over (partition by survivor_id order by created_date, {{ sales_kpis.bytewise('lead_id') }}) as lead_rank
    from converted_leads

),

contact_survivors as (

    select record_id as contact_id, end_id as survivor_id
    from ends

    {{ sales_kpis.union_distinct() }}

    select contact_id, survivor_id
    from converted_leads

    {{ sales_kpis.union_distinct() }}

    -- the survivor itself, which points nowhere and need not have been a lead
    select survivor_id as contact_id, survivor_id
    from converted_leads

),

contact_leads as (

    select
        contact_survivors.contact_id,
        ranked_leads.lead_id
    from contact_survivors
    inner join ranked_leads
        on contact_survivors.survivor_id = ranked_leads.survivor_id
    where ranked_leads.lead_rank = 1

)
{%- endmacro %}
