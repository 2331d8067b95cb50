{%- extends 'nbgrader/manage_assignments.tpl' -%}

{%- block head -%}
{{ super() }}
<script src="{{ base_url }}/formgrader/coursekit/due_dates.js"></script>
{%- endblock head -%}
