# The job that Rollcall dispatches, once for each bot (docs/runtimes.md, section "Nomad"). Register it once, and again
# after each change; bots that run go on as they are:
#
#     nomad job run -var image=registry.example/bot:1.0 -var 'command=["/app/entrypoint.sh"]' bot.nomad.hcl
#
# Needs Nomad 1.4.1 or newer: Rollcall finds a bot again by the handle that it puts into the id of the dispatched job.

variable "image" {
  type        = string
  description = "The image of the bot. It needs sh and gunzip, as every Debian, Alpine and BusyBox has."
}

variable "command" {
  type        = list(string)
  description = "What the image would start by itself: its ENTRYPOINT and CMD, which the start below replaces."
}

variable "datacenters" {
  type    = list(string)
  default = ["dc1"]
}

variable "namespace" {
  type    = string
  default = "default"
}

locals {
  # The environment, secrets included, comes as the payload: what is in the meta can be read in every list of jobs. It is
  # taken away as soon as it is read. The bot takes the shell's place, so that SIGTERM reaches it.
  start = <<-EOT
    set -e
    environment=$(gunzip -c "$NOMAD_TASK_DIR/environment.gz")
    rm -f "$NOMAD_TASK_DIR/environment.gz" || true
    eval "$environment"
    unset environment
    exec "$@"
  EOT
}

job "rollcall-bot" {
  type        = "batch"
  datacenters = var.datacenters
  namespace   = var.namespace

  parameterized {
    payload       = "required"
    meta_required = ["handle", "meeting_id", "attempt", "user_id", "platform"]
    meta_optional = ["native_meeting_id", "connection_id", "bot_name", "language", "task"]
  }

  group "bot" {
    # A bot that has ended is not started again: whether another one is sent is the service's to decide.
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    # When a node is lost, Nomad would start the bot elsewhere, while the first may still sit in the meeting.
    # Nomad 1.8 and newer can be told not to; older ones do not know these lines.
    # disconnect {
    #   replace = false
    # }

    ephemeral_disk {
      size = 500 # MB: the recording until it is uploaded, and the log
    }

    task "bot" {
      driver = "docker"

      # The longest that a stopped bot may take to upload its recording. It holds also when the service is away. The
      # client's own bound is 30 s unless its configuration says so: client { max_kill_timeout = "75s" }
      kill_timeout = "65s"
      kill_signal  = "SIGTERM"

      dispatch_payload {
        file = "environment.gz"
      }

      config {
        image      = var.image
        entrypoint = ["/bin/sh", "-c", local.start, "bot"]
        args       = var.command

        shm_size   = 2147483648 # Chromium keeps its pages there
        cap_drop   = ["all"]
        pids_limit = 2000
      }

      # What was measured on 19 bots at once: 0.78 of a core and 977 MiB, at the 95th percentile.
      resources {
        cpu        = 1000
        memory     = 1536
        memory_max = 4096 # counts where the scheduler allows oversubscription
      }

      # The last lines are read as evidence of how a bot ended.
      logs {
        max_files     = 2
        max_file_size = 10
      }
    }
  }
}
