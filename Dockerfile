FROM python:3.11-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --create-home --uid 10001 backstride
WORKDIR /srv/backstride
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY --chown=backstride:backstride . .
# A new named volume takes its owner from the folder it covers; a missing one would belong to root.
RUN mkdir -p var/static && chown -R backstride:backstride var
USER backstride
EXPOSE 8000
CMD ["gunicorn", "rehab.config.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--worker-class=gthread", "--threads=4"]
