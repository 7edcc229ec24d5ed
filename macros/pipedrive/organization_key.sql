{#
  The account that a record means: the id where it has one, else the only organization of that name. Where no
  organization that was exported has the name it is a digest of it, so that customers can still be told apart; where
  several have it nobody knows which one is meant. `names` is the alias of the joined names_of.
#}
{% macro organization_key(records, names) -%}
    case
        when {{ records }}.organization_id is not null then {{ records }}.organization_id
        when {{ names }}.records = 1 then {{ names }}.id
        when {{ names }}.records is null then {{ sales_kpis.user_key('null', records ~ '.organization') }}
    end
{%- endmacro %}
