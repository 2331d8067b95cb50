{%- extends 'nbgrader/manage_submissions.tpl' -%}

{%- block head -%}
{{ super() }}
<script src="{{ base_url }}/formgrader/coursekit/grade_all.js"></script>
{%- endblock head -%}

{%- block messages -%}
<p>
  <button type="button" class="btn btn-primary" id="grade-all">Nilai semua yang baru</button>
  <span id="grade-all-words" role="status">Kiriman yang sudah dinilai dan tidak berubah dilewati; nilai manual tetap.</span>
</p>
{%- endblock -%}
