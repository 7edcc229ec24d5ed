-- What breaks a rule of reference data. On DuckDB the run has stopped before; here it is found where dbt's own loader reads the seeds.
{{ config(group='foundation') }}
{{ loaded_reference_faults(1) }}
