package dev.rollcall.access;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Describes the two keys, and the bearer tokens of the polling face, in /q/openapi. Quarkus finds by itself which
 * operation needs which role, but knows only one scheme for all of them; here each role gets its header.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class KeysInOpenApi implements OASFilter {

    private static final String BEARER = "Bearer";

    private static final Map<String, String> HEADER_OF_ROLE = Map.of(
            ApiKeyAuthentication.USER, Credential.USER_HEADER,
            ApiKeyAuthentication.ADMIN, Credential.ADMIN_HEADER,
            ApiKeyAuthentication.ANALYTICS, Credential.ADMIN_HEADER);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents()
                .addSecurityScheme(
                        Credential.USER_HEADER, header(Credential.USER_HEADER, "A user's key, made by an admin."))
                .addSecurityScheme(
                        Credential.ADMIN_HEADER,
                        header(
                                Credential.ADMIN_HEADER,
                                "The admin token of this installation; for statistics its analytics token as well."));
        document.getComponents()
                .addSecurityScheme(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT")
                                .description("A token of your own login, whose sub is the external_id of a user."));
        document.getPaths().getPathItems().forEach(KeysInOpenApi::nameTheHeaders);
    }

    private static void nameTheHeaders(String path, PathItem item) {
        boolean bearer = path.startsWith(Credential.POLLING_FACE);
        item.getOperations().values().forEach(operation -> nameTheHeaders(operation, bearer));
    }

    private static SecurityScheme header(String name, String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name(name)
                .description(description);
    }

    private static void nameTheHeaders(Operation operation, boolean bearer) {
        if (operation.getSecurity() != null) {
            List<SecurityRequirement> headers = operation.getSecurity().stream()
                    .flatMap(requirement -> requirement.getSchemes().values().stream())
                    .flatMap(List::stream)
                    .filter(HEADER_OF_ROLE::containsKey)
                    .map(HEADER_OF_ROLE::get)
                    .distinct()
                    .map(header -> OASFactory.createSecurityRequirement().addScheme(header))
                    .collect(Collectors.toCollection(ArrayList::new));
            if (bearer && !headers.isEmpty()) {
                headers.add(OASFactory.createSecurityRequirement().addScheme(BEARER));
            }
            operation.setSecurity(headers);
        }
    }
}
