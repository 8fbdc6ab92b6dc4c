# The service itself as a job of Nomad: two replicas that dispatch bots into the same cluster. Before the first run:
#
#     nomad acl policy apply -namespace default -job rollcall rollcall policy.hcl        (where ACLs are on)
#     nomad var put nomad/jobs/rollcall database_url=postgres://… redis_url=redis://… \
#         admin_api_token=… secret_key="$(openssl rand -hex 32)"
#     nomad job run -var image=… -var 'command=["…"]' bot.nomad.hcl
#     nomad job run -var image=registry.example/rollcall:0.1 -var callback_base_url=http://rollcall.example:8080 rollcall.nomad.hcl

variable "image" {
  type        = string
  description = "The image of the service (deployment/Dockerfile.jvm or Dockerfile.native)."
}

variable "callback_base_url" {
  type        = string
  description = "The service as bots reach it, whichever replica answers: a load balancer's address."
}

variable "datacenters" {
  type    = list(string)
  default = ["dc1"]
}

job "rollcall" {
  type        = "service"
  datacenters = var.datacenters

  # One after the other, each only when the one before it is ready.
  update {
    max_parallel     = 1
    health_check     = "checks"
    min_healthy_time = "15s"
    healthy_deadline = "3m"
    auto_revert      = true
  }

  group "rollcall" {
    count = 2

    constraint {
      operator = "distinct_hosts"
      value    = "true"
    }

    network {
      port "http" {
        to = 8080
      }
    }

    service {
      name     = "rollcall"
      port     = "http"
      provider = "nomad"

      check {
        type     = "http"
        path     = "/q/health/ready"
        interval = "5s"
        timeout  = "3s"
      }
    }

    task "rollcall" {
      driver = "docker"

      # Requests that are under way are answered first.
      shutdown_delay = "5s"
      kill_timeout   = "30s"
      kill_signal    = "SIGTERM"

      # NOMAD_TOKEN, with what policy.hcl allows. Nomad itself sets NOMAD_NAMESPACE and NOMAD_REGION.
      identity {
        env = true
      }

      env {
        ROLLCALL_RUNTIME               = "nomad"
        ROLLCALL_BOT_CALLBACK_BASE_URL = var.callback_base_url
        NOMAD_ADDR                     = "http://${attr.unique.network.ip-address}:4646"
      }

      template {
        destination = "${NOMAD_SECRETS_DIR}/env"
        env         = true
        data        = <<-EOT
          {{ with nomadVar "nomad/jobs/rollcall" }}
          DATABASE_URL={{ .database_url | toJSON }}
          REDIS_URL={{ .redis_url | toJSON }}
          ADMIN_API_TOKEN={{ .admin_api_token | toJSON }}
          ROLLCALL_SECRET_KEY={{ .secret_key | toJSON }}
          {{ end }}
        EOT
      }

      config {
        image    = var.image
        ports    = ["http"]
        cap_drop = ["all"]
      }

      resources {
        cpu    = 1000
        memory = 1024
      }
    }
  }
}
