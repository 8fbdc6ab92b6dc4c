# What Rollcall may do where ACLs are on, in the namespace of its bots and nowhere else:
#
#     nomad acl policy apply -namespace default -job rollcall rollcall policy.hcl
#     nomad acl policy apply rollcall policy.hcl && nomad acl token create -name rollcall -policy rollcall
#
# the first for the service as a job of Nomad (rollcall.nomad.hcl), the second for one that runs elsewhere.

namespace "default" {
  capabilities = [
    "list-jobs",       # find a bot by its handle, list the fleet, watch it
    "read-job",        # how it runs, and how it ended
    "dispatch-job",    # launch
    "submit-job",      # stop and purge: Nomad has no smaller right for it
    "read-logs",       # the last lines
    "alloc-lifecycle", # end a bot before its kill_timeout
  ]
}
